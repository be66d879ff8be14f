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
  local before, after = word.text:match("^(.-)’(.*)$")
  if not before then return pandoc.Inlines { word } end
  return pandoc.Inlines { pandoc.Str(before), pandoc.RawInline("typst", "\\u{2019}") } .. for_typst.Str(pandoc.Str(after))
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
