-- First filter: shortcodes become what their extension makes of them, conditional content stays or goes.
-- Python has turned each shortcode into an empty span that carries the call as JSON in hexadecimal digits, which
-- survives YAML, Markdown and attribute values alike. The handlers are the extensions' own files, loaded as Quarto loads them.

package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local dialect = require("dialect")

local MARK = "%[%]{%.shortcode%-call data=(%x+)}"

local function from_json(text) return pandoc.json.decode(text, false) end

-- The part of Quarto's Lua interface that the dialect's extensions may use.
quarto = {
  project = { directory = dialect.settings.project },
  doc = { input_file = dialect.settings.document },
  json = { decode = from_json },
}

local function load_handlers()
  local handlers = {
    meta = function(args, _, meta) return meta[args[1]] or error("the front matter has no '" .. args[1] .. "'") end,
  }
  for _, file in ipairs(dialect.settings.shortcodes) do
    local environment = setmetatable({ PANDOC_SCRIPT_FILE = file }, { __index = _G })
    for name, handler in pairs(assert(loadfile(file, "t", environment))()) do handlers[name] = handler end
  end
  return handlers
end

local function expand(doc)
  local handlers = load_handlers()

  local function call(digits, context)
    local shortcode = from_json(digits:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end))
    local handler = handlers[shortcode.name] or error("no extension offers the shortcode '" .. shortcode.name .. "'")
    return handler(shortcode.args, shortcode.kwargs, doc.meta, shortcode.args, context)
  end

  local function in_text(text)
    return (text:gsub(MARK, function(digits) return pandoc.utils.stringify(call(digits, "text")) end))
  end

  local function in_attributes(element)
    for key, value in pairs(element.attributes) do element.attributes[key] = in_text(value) end
    return element
  end

  return doc:walk {
    Image = in_attributes,
    Span = function(span)
      if not span.classes:includes("shortcode-call") then return in_attributes(span) end
      local value = call(span.attributes.data, "inline")
      return pandoc.utils.type(value) == "Blocks" and pandoc.utils.blocks_to_inlines(value) or pandoc.Inlines(value)
    end,
    Math = function(formula) return pandoc.Math(formula.mathtype, in_text(formula.text)) end,
  }
end

local function choose(div)
  local visible, asked = div.classes:includes("content-visible"), div.attributes
  if not visible and not div.classes:includes("content-hidden") then return end
  local holds = (asked["when-format"] or dialect.format) == dialect.format and asked["unless-format"] ~= dialect.format
  return visible == holds and div.content or {}
end

function Pandoc(doc)
  return expand(doc):walk { traverse = "topdown", Div = choose }
end
