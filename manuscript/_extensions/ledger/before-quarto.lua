-- Runs before either engine's own filters. Quarto dissolves boxes in JATS, and paints them in Word with pictures of its own.

package.path = pandoc.path.directory(pandoc.path.directory(PANDOC_SCRIPT_FILE)) .. "/?.lua;" .. package.path
Pandoc = require("ledger.supplementary")

-- The note of a table is kept as the foot of that table (see jats.lua).
function Div(div)
  if not FORMAT:match("^jats") or not div.classes:includes("table-note") then return nil end
  local function raw(text) return pandoc.Blocks { pandoc.RawBlock("jats", text) } end
  return raw("<table-wrap-foot>") .. div.content .. raw("</table-wrap-foot>")
end

-- A callout, as Quarto has read it, in styles of Word.
function Callout(box)
  if FORMAT ~= "docx" then return nil end
  local function styled(style, content) return pandoc.Div(content, { ["custom-style"] = style }) end
  local title = quarto.utils.as_inlines(box.title)
  if #title == 0 then title = pandoc.Inlines(_G.param("callout-" .. box.type .. "-title")) end
  return pandoc.Blocks {
    styled("Callout Title", pandoc.Para(title)), styled("Callout", quarto.utils.as_blocks(box.content)),
  }
end
