-- The words of one language, from the file beside this one: a table of name → text.

local folder = pandoc.path.directory((select(2, ...)))

return function(meta)
  local language = pandoc.utils.stringify(meta.lang or "en"):match("^%a+")
  local file = assert(io.open(pandoc.path.join { folder, "terms." .. language .. ".yml" }))
  local words = {}
  for name, text in pairs(pandoc.read("---\n" .. file:read("a") .. "\n---\n", "markdown-smart").meta) do
    words[name] = pandoc.utils.stringify(text)
  end
  file:close()
  return words, language
end
