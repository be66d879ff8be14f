-- No line ends between a word that counts and its number ("Group 1") or after a letter alone ("*p* value", "T cells"), nor, where the template does not see to it, within
-- a range or a name with a hyphen ("3–4", "allo-SCT"): a filter. The words are those of all languages that the article shows.

local say = pandoc.utils.stringify
local SPACE = "\u{a0}"

return function(list_of_words)
  local counts = {}
  for _, words in ipairs(list_of_words) do
    for word in (words.numbered or ""):gmatch("[^,%s]+") do counts[word] = true end
  end

  -- Wordings that depend on a number come as one piece.
  local function is_range_or_name(text)
    return #text < 20 and (text:match("%d%%?–") or text:match("[%w]%-%u") or text:match("%a–%u"))
  end

  local function Str(piece)
    piece.text = piece.text:gsub("([%a\x80-\xff]+) (%d)", function(word, digit)
      return counts[word] and word .. SPACE .. digit or nil
    end)
    if FORMAT:match("^html") and is_range_or_name(piece.text) then return pandoc.Span(piece, { class = "nobreak" }) end
    return piece
  end

  local function is_blank(piece) return piece and (piece.t == "Space" or piece.t == "SoftBreak") end

  -- A wording may be empty: then one of the blanks around it goes, too.
  local function without_double_blanks(inlines)
    for index = #inlines - 2, 1, -1 do
      local middle = inlines[index + 1]
      local empty = middle.t == "Span" and middle.classes:includes("when") and say(middle) == ""
      if empty and is_blank(inlines[index]) and is_blank(inlines[index + 2]) then inlines:remove(index + 2) end
    end
  end

  local function Inlines(inlines)
    without_double_blanks(inlines)
    for index = 2, #inlines - 1 do
      local before, after = inlines[index - 1], inlines[index + 1]
      local word = is_blank(inlines[index]) and before.t == "Str" and before.text:match("[%a\x80-\xff]+$")
      local letter = is_blank(inlines[index]) and (say(before):match("^%(?%a$") and before.t == "Emph" or word == "T")
      if letter or word and counts[word] and say(after):match("^%d") then inlines[index] = pandoc.Str(SPACE) end
    end
    return inlines
  end

  return { Str = Str, Inlines = Inlines }
end
