-- What the filters of the embedded engine share: the settings that Python hands over, and the name of the format.

local names = { html5 = "html", jats_archiving = "jats" }

return {
  settings = pandoc.json.decode(os.getenv("DIALECT_SETTINGS"), false),
  format = names[FORMAT] or FORMAT,
  raw = function(text) return pandoc.RawBlock(FORMAT, text) end,
}
