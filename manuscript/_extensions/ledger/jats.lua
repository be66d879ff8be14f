-- Figures and tables in JATS as its tag set has them, which Pandoc's writer has not: the label apart from the caption,
-- the note of a table in its foot. Figures come from the engine with "Figure 1: " at the head of their captions, tables
-- in Quarto within a figure of their own.

local labels = require("ledger.labels")

local say = pandoc.utils.stringify
local ESCAPED = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }

local function raw(text) return pandoc.RawBlock("jats", text) end
local function escaped(text) return (text:gsub('[&<>"]', ESCAPED)) end

local function captioned(element, id, caption)
  local inlines = pandoc.utils.blocks_to_inlines(caption)
  local word, letter, number, rest = labels.of_caption(inlines)
  local text = rest or inlines
  local head = "<" .. element .. (id ~= "" and ' id="' .. escaped(id) .. '"' or "") .. ">"
  if number then head = head .. "<label>" .. escaped(word .. letter .. number) .. "</label>" end
  if #text == 0 then return pandoc.Blocks { raw(head) } end
  return pandoc.Blocks { raw(head .. "<caption>"), pandoc.Para(text), raw("</caption>") }
end

local function graphic(image)
  local kind = image.src:match("%.(%w+)$") or "png"
  local open = '<graphic mimetype="image" mime-subtype="%s" xlink:href="%s"><alt-text>%s</alt-text></graphic>'
  return raw(open:format(kind, escaped(image.src), escaped(say(image.caption))))
end

local function bare(float)
  return pandoc.Table({ long = {} }, float.colspecs, float.head, float.bodies, float.foot)
end

-- Within a raw table-wrap the writer's own has no place. Citations are resolved only later, so a table with some stays
-- as the writer has it.
local function table_alone(float)
  local written = pandoc.write(pandoc.Pandoc { bare(float) }, "jats_archiving")
  return raw((written:gsub("^%s*<table%-wrap[^>]*>", ""):gsub("</table%-wrap>%s*$", "")))
end

local function first(blocks, kind)
  local first
  pandoc.Div(blocks):walk { [kind] = function(element) first = first or element end }
  return first
end

local function float_of(block)
  if (block.t == "Table" or block.t == "Figure") and first({ block }, "Cite") then return nil end
  if block.t == "Table" then return "table-wrap", block.identifier, block.caption.long, table_alone(block) end
  if block.t ~= "Figure" then return nil end
  local float, image = first(block.content, "Table"), first(block.content, "Image")
  if float then return "table-wrap", block.identifier, block.caption.long, table_alone(float) end
  if image then return "fig", block.identifier, block.caption.long, graphic(image) end
end

-- The foot of a table (see before-quarto.lua) that begins at ``index``, and where it ends.
local function foot_at(blocks, index)
  local open = blocks[index]
  if not open or open.t ~= "RawBlock" or open.text ~= "<table-wrap-foot>" then return nil, index - 1 end
  local foot = pandoc.Blocks { open }
  for last = index + 1, #blocks do
    foot:insert(blocks[last])
    if blocks[last].t == "RawBlock" and blocks[last].text == "</table-wrap-foot>" then return foot, last end
  end
end

local filter = { traverse = "topdown" } -- so that a table within a figure is not taken by itself

-- Each float with the note that follows it; a note that follows none is a paragraph.
function filter.Blocks(blocks)
  local result, index = pandoc.Blocks {}, 1
  while index <= #blocks do
    local element, id, caption, content = float_of(blocks[index])
    if element then
      local foot, last = foot_at(blocks, index + 1)
      if element == "fig" then foot, last = nil, index end
      result:extend(captioned(element, id, caption))
      result:insert(content)
      result:extend(foot or {})
      result:insert(raw("</" .. element .. ">"))
      index = last
    else
      local foot, last = foot_at(blocks, index)
      result:extend(foot and { table.unpack(foot, 2, #foot - 1) } or { blocks[index] })
      index = foot and last or index
    end
    index = index + 1
  end
  return result
end

-- The number of a section is its label, which the workflow puts before the title, where no filter reaches.
function filter.Header(header)
  local number = labels.of_heading(header)
  if not number then return nil end
  header.content:insert(1, pandoc.RawInline("jats", "<label>" .. number .. "</label>"))
  return header
end

-- The number of a formula, which engines write into it, is its label.
function filter.Span(span)
  local formula = span.content[1]
  local text, number = (formula and formula.t == "Math" and formula.text or ""):match("^(.*)\\qquad%s*(%b())$")
  if not text or not span.identifier:match("^eq%-") then return nil end
  formula.text = text
  local written = pandoc.write(pandoc.Pandoc { pandoc.Plain { formula } }, "jats_archiving")
  local open = '<disp-formula id="%s"><label>%s</label>'
  written = written:match("<disp%-formula>(.*</disp%-formula>)")
  return pandoc.RawInline("jats", open:format(escaped(span.identifier), number) .. written)
end

return function(doc) return doc:walk(filter) end
