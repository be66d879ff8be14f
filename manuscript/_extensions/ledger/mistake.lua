-- What an author is told of a number that is not there: the line that names it, which Quarto does not hand over, and
-- the nearest name. The check in every build says the same and more; this is for Quarto when it is run by itself.

-- How many letters to add, drop or exchange (Levenshtein).
local function distance(a, b)
  local row = {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local diagonal = row[0]
    row[0] = i
    for j = 1, #b do
      local exchanged = diagonal + (a:byte(i) == b:byte(j) and 0 or 1)
      diagonal = row[j]
      row[j] = math.min(row[j] + 1, row[j - 1] + 1, exchanged)
    end
  end
  return row[#b]
end

local function nearest(name, names)
  local best, least = nil, math.huge
  for other in pairs(names) do
    local far = distance(name, other)
    if far < least or far == least and other < best then best, least = other, far end
  end
  return best
end

local function line_of(name, file)
  local number, whole = 0, "%f[%w_.]" .. name:gsub("%p", "%%%0") .. "%f[^%w_.]"
  for line in io.lines(file) do
    number = number + 1
    if line:find(whole) then return ", line " .. number end
  end
  return ""
end

-- Ends the rendering; a raised error would bury what is said here under a traceback.
return function(problem, name, known)
  local file = quarto.doc.input_file
  local near = known and nearest(name, known)
  local place = pandoc.path.filename(file) .. (name and line_of(name, file) or "")
  io.stderr:write("error: ", place, ": ", problem, near and " Did you mean " .. near .. "?" or "", "\n")
  os.exit(1)
end
