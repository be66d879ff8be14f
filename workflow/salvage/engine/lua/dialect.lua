-- What the filters of the embedded engine share: the settings that Python wrote, and the name of the format.

local names = { html5 = "html", jats_archiving = "jats" }

local function read_settings()
  local file = assert(io.open(os.getenv("DIALECT_SETTINGS")))
  local settings = pandoc.json.decode(file:read("a"), false)
  file:close()
  return settings
end

return {
  settings = read_settings(),
  format = names[FORMAT] or FORMAT,
  raw = function(text) return pandoc.RawBlock(FORMAT, text) end,
}
