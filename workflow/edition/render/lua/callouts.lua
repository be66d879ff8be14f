-- Third filter (after the project's own): ::: {.callout-note} boxes, with a title in the language of the article, and
-- ::: {.landscape}, pages that lie across.

package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local dialect = require("dialect")

-- The title: an attribute, a heading that opens the box, or the language's word for this kind of box.
local function split_title(div, kind)
  local blocks = div.content
  if div.attributes.title then return pandoc.Inlines(div.attributes.title), blocks end
  if blocks[1] and blocks[1].t == "Header" then
    local heading = blocks:remove(1)
    return heading.content, blocks, heading
  end
  return pandoc.Inlines(dialect.settings.terms["callout-" .. kind .. "-title"]), blocks
end

local write = {
  docx = function(_, title, body)
    local function styled(style, content) return pandoc.Div(content, { ["custom-style"] = style }) end
    return { styled("Callout Title", pandoc.Para(title)), styled("Callout", body) }
  end,
  typst = function(kind, title, body)
    local open = pandoc.Blocks { dialect.raw('#callout(kind: "' .. kind .. '", title: ['), pandoc.Plain(title) }
    return open .. { dialect.raw("], body: [") } .. body .. { dialect.raw("])") }
  end,
  html = function(kind, title, body, heading)
    local box = pandoc.Div(pandoc.Para(title), pandoc.Attr("", { "callout-title" }))
    if heading then
      box = pandoc.Header(heading.level, title, pandoc.Attr(heading.identifier, { "callout-title", "unnumbered" }))
    end
    body:insert(1, box)
    return pandoc.Div(body, pandoc.Attr("", { "callout", "callout-" .. kind }, { { "role", "note" } }))
  end,
}

-- In JATS, and wherever else boxes are not known.
local function plainly(kind, title, body)
  body:insert(1, pandoc.Para(pandoc.Strong(title)))
  return pandoc.Div(body, { ["content-type"] = kind })
end

local function section(properties)
  return pandoc.RawBlock("openxml", "<w:p><w:pPr><w:sectPr>" .. properties .. "</w:sectPr></w:pPr></w:p>")
end

-- What stands before and after such pages: the end of a section in DOCX, a rule of the page in Typst.
local turned = {
  docx = { section(""), section('<w:pgSz w:orient="landscape"/>') },
  typst = { dialect.raw("#set page(flipped: true)"), dialect.raw("#set page(flipped: false)") },
}

function Div(div)
  if div.classes:includes("landscape") then
    local edges = turned[dialect.format] or {}
    return pandoc.Blocks({ edges[1] }) .. div.content .. pandoc.Blocks({ edges[2] })
  end
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(%a+)$")
    if kind then return (write[dialect.format] or plainly)(kind, split_title(div, kind)) end
  end
end
