-- Runs before either engine's own filters. Quarto dissolves boxes in JATS, paints them in Word with pictures of its own, and has
-- Typst fetch icons for them, which a machine without network cannot.

package.path = pandoc.path.directory(pandoc.path.directory(PANDOC_SCRIPT_FILE)) .. "/?.lua;" .. package.path
Pandoc = require("ledger.supplementary")

local function raw(format, text) return pandoc.Blocks { pandoc.RawBlock(format, text) } end

local function framed(element, content, attributes)
  return raw("jats", "<" .. element .. (attributes or "") .. ">") .. content .. raw("jats", "</" .. element .. ">")
end

-- The note of a table is kept as the foot of that table (see jats.lua).
function Div(div)
  if not FORMAT:match("^jats") or not div.classes:includes("table-note") then return nil end
  return framed("table-wrap-foot", div.content)
end

-- A callout, as Quarto has read it: in styles of Word; by the template in Typst; in JATS of its kind, under a title in the
-- article's language.
function Callout(box)
  local title, content = quarto.utils.as_inlines(box.title), quarto.utils.as_blocks(box.content)
  if #title == 0 then title = pandoc.Inlines(_G.param("callout-" .. box.type .. "-title")) end
  if FORMAT:match("^jats") then
    content:insert(1, pandoc.Para(pandoc.Strong(title)))
    return framed("boxed-text", content, ' content-type="' .. box.type .. '"')
  end
  if FORMAT:match("^typst") then
    local open = raw("typst", "#callout(title: [") .. pandoc.Blocks { pandoc.Plain(title) }
    return open .. raw("typst", "], body: [") .. content .. raw("typst", "])")
  end
  if FORMAT ~= "docx" then return nil end
  local function styled(style, blocks) return pandoc.Div(blocks, { ["custom-style"] = style }) end
  return pandoc.Blocks { styled("Callout Title", pandoc.Para(title)), styled("Callout", content) }
end
