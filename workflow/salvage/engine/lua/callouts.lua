-- Third filter (after the project's own): ::: {.callout-note} boxes, with a title in the language of the article.

package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local dialect = require("dialect")

local function kind_of(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(%a+)$")
    if kind then return kind end
  end
end

-- The title: an attribute, a heading that opens the box, or the language's word for this kind of box.
local function split_title(div, kind)
  local blocks = div.content
  if div.attributes.title then return pandoc.Inlines(div.attributes.title), blocks end
  if blocks[1] and blocks[1].t == "Header" then return blocks[1].content, pandoc.Blocks { table.unpack(blocks, 2) } end
  return pandoc.Inlines(dialect.settings.terms["callout-" .. kind .. "-title"]), blocks
end

local function styled(style, content)
  return pandoc.Div(content, pandoc.Attr("", {}, { { "custom-style", style } }))
end

local write = {
  docx = function(_, title, body)
    return { styled("Callout Title", pandoc.Para(title)), styled("Callout", body) }
  end,
  typst = function(kind, title, body)
    local call = pandoc.Blocks { dialect.raw('#callout(kind: "' .. kind .. '", title: ['), pandoc.Plain(title) }
    call:insert(dialect.raw("], body: ["))
    call:extend(body)
    call:insert(dialect.raw("])"))
    return call
  end,
  html = function(kind, title, body)
    local heading = pandoc.Div(pandoc.Para(title), pandoc.Attr("", { "callout-title" }))
    local content = pandoc.Blocks { heading } .. body
    return pandoc.Div(content, pandoc.Attr("", { "callout", "callout-" .. kind }, { { "role", "note" } }))
  end,
  jats = function(kind, title, body)
    local content = pandoc.Blocks { pandoc.Para(pandoc.Strong(title)) } .. body
    return pandoc.Div(content, pandoc.Attr("", {}, { { "content-type", kind } }))
  end,
}

function Div(div)
  local kind = kind_of(div)
  if kind then
    local title, body = split_title(div, kind)
    return write[dialect.format](kind, title, body)
  end
end
