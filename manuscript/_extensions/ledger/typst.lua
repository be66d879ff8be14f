-- What Pandoc writes for Typst and Typst would misread, and the tables' notes: a filter.

local for_typst = {}

-- "17. " at the head of a paragraph, where a span hides it from Pandoc, would begin a list.
function for_typst.Para(paragraph)
  local first = paragraph.content[1]
  if first and first.t == "Span" then paragraph.content:insert(1, pandoc.RawInline("typst", "#[]")) end
  return paragraph
end

for_typst.Plain = for_typst.Para

-- An apostrophe after a digit, as Turkish suffixes need it, would become a prime.
function for_typst.Str(word)
  local pieces, rest = pandoc.Inlines {}, word.text
  local at = rest:find("’", 1, true)
  while at do
    pieces:extend { pandoc.Str(rest:sub(1, at - 1)), pandoc.RawInline("typst", "\\u{2019}") }
    rest = rest:sub(at + #"’")
    at = rest:find("’", 1, true)
  end
  pieces:insert(pandoc.Str(rest))
  return pieces
end

-- Where every column is text, hairlines part the rows.
function for_typst.Table(table)
  for _, column in ipairs(table.colspecs) do
    if column[1] ~= "AlignLeft" then return nil end
  end
  table.attributes["typst:stroke"] = "(x, y) => if y > 1 { (top: 0.3pt + luma(75%)) }"
  return table
end

-- A table and the note below it stay together, wherever the template puts them.
function for_typst.Blocks(blocks)
  for index = #blocks, 2, -1 do
    if blocks[index].t == "Div" and blocks[index].classes:includes("table-note") then
      local start = index - 1
      while start > 1 and not (blocks[start].t == "RawBlock" and blocks[start].text:match("^#figure%(")) do
        if blocks[start].t == "Div" then break end -- as Quarto wraps it
        start = start - 1
      end
      local note = blocks:remove(index)
      blocks:insert(index, pandoc.RawBlock("typst", "], ["))
      blocks:insert(index + 1, pandoc.Div(note.content))
      blocks:insert(index + 2, pandoc.RawBlock("typst", "])"))
      blocks:insert(start, pandoc.RawBlock("typst", "#with-note(["))
    end
  end
  return blocks
end

return for_typst
