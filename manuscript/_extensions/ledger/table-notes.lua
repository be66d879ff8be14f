-- Runs before Quarto, which dissolves boxes in JATS: the note of a table is kept as the foot of that table (see jats.lua).

function Div(div)
  if not FORMAT:match("^jats") or not div.classes:includes("table-note") then return nil end
  local function raw(text) return pandoc.Blocks { pandoc.RawBlock("jats", text) } end
  return raw("<table-wrap-foot>") .. div.content .. raw("</table-wrap-foot>")
end
