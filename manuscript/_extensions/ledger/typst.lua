-- What Pandoc writes for Typst and Typst would misread, and the tables' notes: a filter.

local levels = require("ledger.levels")

local for_typst = {}

-- "17. " at the head of a paragraph, where a span hides it from Pandoc, would begin a list. Headings that run in are not
-- indented.
function for_typst.Para(paragraph)
  local first = paragraph.content[1]
  if first and first.t == "Strong" then
    paragraph.content:insert(1, pandoc.RawInline("typst", "#par(first-line-indent: 0pt)["))
    paragraph.content:insert(pandoc.RawInline("typst", "]"))
  end
  if first and first.t == "Span" then paragraph.content:insert(1, pandoc.RawInline("typst", "#[]")) end
  return paragraph
end

for_typst.Plain = for_typst.Para

-- An apostrophe after a digit, as Turkish suffixes need it, would become a prime.
function for_typst.Str(word)
  local before, after = word.text:match("^(.-)’(.*)$")
  if not before then return pandoc.Inlines { word } end
  return pandoc.Inlines { pandoc.Str(before), pandoc.RawInline("typst", "\\u{2019}") } .. for_typst.Str(pandoc.Str(after))
end

-- What is read to those who cannot see a formula: its own words, or the alternative that its label gives.
local function alternative(formula)
  return (formula.text:gsub("\\", ""):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""):gsub('"', '\\"'))
end

local function with_alternative(formula)
  local written = pandoc.write(pandoc.Pandoc { pandoc.Plain { formula } }, "typst"):gsub("%s*\n", " ")
  local block = formula.mathtype == "DisplayMath" and "true" or "false"
  local call = '#math.equation(block: %s, ..described("%s"), %s)'
  return pandoc.RawInline("typst", call:format(block, alternative(formula), written))
end

-- Before a numbered formula, engines write a call, which has an alternative only where the author gives one.
function for_typst.Inlines(inlines)
  for index, formula in ipairs(inlines) do
    if formula.t == "Math" then
      local call = index > 1 and inlines[index - 1].t == "RawInline" and inlines[index - 1]
      if call and not call.text:match("alt: ") then
        call.text = call.text:gsub("(math%.equation%(.*), %[ $", function(head)
          return head .. ', ..described("' .. alternative(formula) .. '"), [ '
        end)
      end
      inlines[index] = with_alternative(formula)
    end
  end
  return inlines
end

-- Indented rows stay so where they wrap. Where every column is text, the letters are smaller and hairlines part the rows.
function for_typst.Table(table)
  levels(table, function(cell)
    cell.contents[1].content:insert(1, pandoc.RawInline("typst", "#par(hanging-indent: 1em)["))
    cell.contents[1].content:insert(pandoc.RawInline("typst", "]"))
  end)
  for _, column in ipairs(table.colspecs) do
    if column[1] ~= "AlignLeft" then return table end
  end
  table.attributes["typst:text:size"] = "0.92em"
  table.attributes["typst:stroke"] = "(x, y) => if y > 1 { (top: 0.3pt + luma(75%)) }"
  return table
end

-- Quarto gives what a picture says to the picture; it belongs to the figure, too, which may be shown without it.
function for_typst.Div(div)
  if not div.classes:includes("quarto-scaffold") then return nil end
  local text
  return div:walk { RawInline = function(piece)
    text = text or piece.text:match('^#box%(image%("[^"]*", alt: (".-[^\\]")')
    if text and piece.text:match("^%], caption:") then piece.text = "], ..described(" .. text .. ")" .. piece.text:sub(2) end
    return piece
  end }
end

local function begins_figure(block)
  if block.t == "RawBlock" then return block.text:match("^#figure%(") end
  return block.t == "Div" and block.classes:includes("quarto-scaffold") -- in which Quarto puts it
end

local IN_PLACE = '#[#show figure.where(kind: "quarto-float-fig"): set figure(placement: none)'

-- A table and the note below it stay together, wherever the template puts them. A figure right before a heading without a
-- number, as of the statements at the end, stays in its place: it would float into what is none of its matter.
function for_typst.Blocks(blocks)
  local result, start, figure = pandoc.Blocks {}, 1, nil
  for _, block in ipairs(blocks) do
    if figure and block.t == "Header" and block.classes:includes("unnumbered") then
      result:insert(figure, pandoc.RawBlock("typst", IN_PLACE))
      result:insert(pandoc.RawBlock("typst", "]"))
    end
    if begins_figure(block) then
      figure = #result + 1
    elseif block.t == "Para" or block.t == "Header" or block.t == "Div" and block.classes:includes("table-note") then
      figure = nil
    end
    if block.t == "Div" and block.classes:includes("table-note") then
      result:insert(start, pandoc.RawBlock("typst", "#with-note(["))
      result:insert(pandoc.RawBlock("typst", "], ["))
      result:insert(pandoc.Div(block.content))
      result:insert(pandoc.RawBlock("typst", "])"))
    else
      local is_float = block.t == "RawBlock" and block.text:match("^#figure%(")
      if is_float or block.t == "Div" then start = #result + 1 end -- Quarto wraps it in a division
      result:insert(block)
    end
  end
  return result
end

return for_typst
