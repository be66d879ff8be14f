-- First filter: shortcodes become what their extension makes of them, conditional content stays or goes.
-- Python has turned each shortcode into an empty span that carries the call as JSON in hexadecimal digits, which
-- survives YAML, Markdown and attribute values alike. The handlers are the extensions' own files, loaded as Quarto loads them.

package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local dialect = require("dialect")

local MARK = "%[%]{%.shortcode%-call data=(%x+)}"

local function decode(digits)
  local text = digits:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end)
  return pandoc.json.decode(text, false)
end

-- The part of Quarto's Lua interface that the dialect's extensions may use.
quarto = {
  project = { directory = dialect.settings.project },
  json = { decode = function(text) return pandoc.json.decode(text, false) end, encode = pandoc.json.encode },
  doc = { is_format = function(name) return name == dialect.format end },
}

local function load_handlers()
  local handlers = {}
  for _, file in ipairs(dialect.settings.shortcodes) do
    local environment = setmetatable({ PANDOC_SCRIPT_FILE = file }, { __index = _G })
    local chunk = assert(loadfile(file, "t", environment))
    for name, handler in pairs(chunk() or environment) do
      handlers[name] = handler
    end
  end
  handlers.meta = function(args, _, meta)
    local key = args[1] or error("the shortcode 'meta' needs the name of a value of the front matter")
    return meta[key] or error("the front matter has no '" .. key .. "'")
  end
  return handlers
end

local function inlines(value)
  local kind = pandoc.utils.type(value)
  if kind == "Blocks" then return pandoc.utils.blocks_to_inlines(value) end
  return pandoc.Inlines(value)
end

local function expand(doc)
  local handlers = load_handlers()

  local function call(digits, context)
    local shortcode = decode(digits)
    local handler = handlers[shortcode.name] or error("no extension offers the shortcode '" .. shortcode.name .. "'")
    return inlines(handler(shortcode.args, shortcode.kwargs, doc.meta, shortcode.args, context))
  end

  local function in_attributes(element)
    for key, value in pairs(element.attributes) do
      element.attributes[key] = value:gsub(MARK, function(digits)
        return pandoc.utils.stringify(call(digits, "text"))
      end)
    end
    return element
  end

  return doc:walk {
    Span = function(span)
      if span.classes:includes("shortcode-call") then return call(span.attributes.data, "inline") end
    end,
    Image = in_attributes,
  }
end

local function is_kept(div)
  local attributes = div.attributes
  local holds = (attributes["when-format"] or dialect.format) == dialect.format
    and attributes["unless-format"] ~= dialect.format
  return div.classes:includes("content-visible") == holds
end

local function choose(div)
  if div.classes:includes("content-visible") or div.classes:includes("content-hidden") then
    return is_kept(div) and div.content or {}
  end
end

function Pandoc(doc)
  return expand(doc):walk { traverse = "topdown", Div = choose }
end
