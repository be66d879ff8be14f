-- No line ends between a word that counts and its number ("Group 1"): a filter. The words are those of all languages that
-- the article shows.

local say = pandoc.utils.stringify
local SPACE = "\u{a0}"

return function(list_of_words)
  local counts = {}
  for _, words in ipairs(list_of_words) do
    for word in (words.numbered or ""):gmatch("[^,%s]+") do counts[word] = true end
  end

  -- Wordings that depend on a number come as one piece.
  local function Str(piece)
    piece.text = piece.text:gsub("([%a\x80-\xff]+) (%d)", function(word, digit)
      return counts[word] and word .. SPACE .. digit or nil
    end)
    return piece
  end

  local function Inlines(inlines)
    for index = 2, #inlines - 1 do
      local before, after = inlines[index - 1], inlines[index + 1]
      local is_blank = inlines[index].t == "Space" or inlines[index].t == "SoftBreak"
      local word = is_blank and before.t == "Str" and before.text:match("[%a\x80-\xff]+$")
      if word and counts[word] and say(after):match("^%d") then inlines[index] = pandoc.Str(SPACE) end
    end
    return inlines
  end

  return { Str = Str, Inlines = Inlines }
end
