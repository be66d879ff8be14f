-- Captions, references and headings as Word itself numbers them, so that an editor can renumber all: a filter.
-- The field of a caption counts (SEQ), its bookmark is what references repeat (REF); headings count by their style.

local labels = require("ledger.labels")

local say = pandoc.utils.stringify
local count = 100000

local function xml(text) return pandoc.RawInline("openxml", text) end

-- Word takes only letters, digits and underscores, 40 at most; it hides what begins like this.
local function bookmark(id)
  local name = id:gsub("%W", "_")
  return "_Ref_" .. (#name <= 35 and name or pandoc.utils.sha1(id):sub(1, 35))
end

-- LibreOffice shows a field in the style in which it begins.
local function field(code, shown, style)
  local run = "<w:r>" .. (style and '<w:rPr><w:rStyle w:val="' .. style .. '"/></w:rPr>' or "")
  local part = run .. '<w:fldChar w:fldCharType="%s"/></w:r>'
  local open = part:format("begin") .. run .. '<w:instrText xml:space="preserve"> ' .. code .. " </w:instrText></w:r>"
  return pandoc.Inlines { xml(open .. part:format("separate")), shown, xml(part:format("end")) }
end

local function marked(id, content)
  count = count + 1 -- far from the numbers that Pandoc gives
  content:insert(1, xml(('<w:bookmarkStart w:id="%d" w:name="%s"/>'):format(count, bookmark(id))))
  content:insert(xml(('<w:bookmarkEnd w:id="%d"/>'):format(count)))
  return content
end

local fields = {}

local function bold(text) return pandoc.Span(text, { ["custom-style"] = "Caption Label" }) end

-- The number of a caption counts; the bookmark holds it, and the letter before it.
function fields.caption(id, inlines)
  local word, letter, number, rest = labels.of_caption(inlines)
  if not number or not id:match("^%a+%-") then return inlines end
  local sequence = (word .. letter):gsub("\u{a0}$", ""):gsub("\u{a0}", "_"):gsub(" ", "_")
  local shown = pandoc.Inlines(letter ~= "" and bold(letter) or {})
  shown:extend(field("SEQ " .. sequence .. " \\* ARABIC", bold(number), "CaptionLabel"))
  return pandoc.Inlines { bold(word) } .. marked(id, shown) .. { bold(":"), pandoc.Space() } .. rest
end

-- "Figure 1", "Section 2.1": the number repeats what the bookmark holds, or the number of its heading.
function fields.Link(link)
  local id = link.target:match("^#(%a+%-.+)$")
  local is_reference = link.classes:includes("crossref") or link.classes:includes("quarto-xref")
  local word, number = say(link.content):match("^(.-)(%u?[%d.]+)$")
  if not (id and is_reference and number) or id:match("^eq%-") then return nil end
  local function shown(text) return pandoc.Span(text, { ["custom-style"] = "Hyperlink" }) end
  local switch = id:match("^sec%-") and " \\r \\h" or " \\h \\* CHARFORMAT" -- as the text around it, not as the caption
  return (word ~= "" and pandoc.Inlines(shown(word)) or {}) .. field("REF " .. bookmark(id) .. switch, shown(number), "Hyperlink")
end

-- Numbers that were typed before a heading (Quarto) go; a heading without a number has a style that does not count.
function fields.Header(header, level, styled)
  if header.classes:includes("unnumbered") then
    local block = styled("Heading " .. level .. " Unnumbered", pandoc.Para(header.content))[1]
    block.identifier = header.identifier
    return block
  end
  labels.of_heading(header)
  header.classes:insert("unnumbered")
  if header.identifier:match("^sec%-") then header.content = marked(header.identifier, header.content) end
  return header
end

return fields
