-- The rows of a table that stand indented below the name of a feature: an em space in their first cell says so.

-- Hands each such cell to a function.
return function(table, act)
  for _, body in ipairs(table.bodies) do
    for _, row in ipairs(body.body) do
      local cell = row.cells[1]
      local block = cell and cell.contents[1]
      local first = block and block.content and block.content[1]
      if first and first.t == "Str" and first.text:sub(1, 3) == "\u{2003}" then act(cell) end
    end
  end
end
