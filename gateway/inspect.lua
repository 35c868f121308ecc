-- Reads the envelope of a JSON-RPC call as strictly as no reader could read it otherwise: one object, its four keys each once,
-- written plainly. Two readers that differ (HAProxy's own takes the first key of a name and minds its case, Geth's takes the last
-- and does not) would be a way around a list of methods.
-- Sets txn.method, or txn.problem with what is wrong: one of a few fixed words, never the caller's own.

local deepest = 32
local find, sub, byte = string.find, string.sub, string.byte

local known = { jsonrpc = true, id = true, method = true, params = true }

-- Where what is not white space comes next.
local function skip(text, at)
  return find(text, "[^ \t\r\n]", at) or #text + 1
end

-- The end of the string that begins with the quote at `at`; nil where it does not end, or has what JSON forbids.
local function string_end(text, at)
  local from = at + 1
  while true do
    local stop = find(text, '["\\%c]', from)
    if stop == nil then return nil end
    local char = byte(text, stop)
    if char == 34 then return stop end
    -- DEL is a control character to Lua and none to JSON.
    if char == 127 then
      from = stop + 1
    elseif char ~= 92 then
      return nil
    else
      local escaped = sub(text, stop + 1, stop + 1)
      if escaped == "u" then
        if not find(text, "^%x%x%x%x", stop + 2) then return nil end
        from = stop + 6
      elseif escaped ~= "" and find('"\\/bfnrt', escaped, 1, true) then
        from = stop + 2
      else
        return nil
      end
    end
  end
end

-- The last byte of a number or a word at `at`; nil where it is neither.
local function plain_end(text, at)
  local _, stop = find(text, "^[%w%.%+%-]+", at)
  if stop == nil then return nil end
  local word = sub(text, at, stop)
  if word == "true" or word == "false" or word == "null" then return stop end
  local digits = word:match("^%-?(%d+)$") or word:match("^%-?(%d+)%.%d+$")
    or word:match("^%-?(%d+)[eE][%+%-]?%d+$") or word:match("^%-?(%d+)%.%d+[eE][%+%-]?%d+$")
  if digits == nil or (#digits > 1 and byte(digits) == 48) then return nil end
  return stop
end

local value_end

-- The end of an object or array at `at`.
local function nest_end(text, at, depth, close, pairs)
  if depth > deepest then return nil end
  local next = skip(text, at + 1)
  if sub(text, next, next) == close then return next end
  while true do
    if pairs then
      if byte(text, next) ~= 34 then return nil end
      local key = string_end(text, next)
      if key == nil then return nil end
      next = skip(text, key + 1)
      if sub(text, next, next) ~= ":" then return nil end
      next = skip(text, next + 1)
    end
    local stop = value_end(text, next, depth)
    if stop == nil then return nil end
    next = skip(text, stop + 1)
    local char = sub(text, next, next)
    if char == close then return next end
    if char ~= "," then return nil end
    next = skip(text, next + 1)
  end
end

-- The last byte of the value that begins at `at`; nil where there is none.
value_end = function(text, at, depth)
  local char = byte(text, at)
  if char == 34 then return string_end(text, at) end
  if char == 123 then return nest_end(text, at, depth + 1, "}", true) end
  if char == 91 then return nest_end(text, at, depth + 1, "]", false) end
  return plain_end(text, at)
end

-- What a key may have for its value, by its first byte: text, or a number, or a list.
local function kind_fits(key, value)
  local first = sub(value, 1, 1)
  if key == "jsonrpc" then return value == '"2.0"' end
  if key == "params" then return first == "[" or first == "{" end
  if key == "id" then return #value <= 128 and (first == '"' or value == "null" or find(first, "[%d%-]") ~= nil) end
  return true
end

-- The method of a call; nil and what is wrong with it.
local function read(text)
  if text == nil or text == "" then return nil, "not-json" end
  if utf8.len(text) == nil then return nil, "not-utf8" end
  local at = skip(text, 1)
  local char = sub(text, at, at)
  if char == "[" then return nil, "batch" end
  if char ~= "{" then return nil, "not-json" end
  local seen, method = {}, nil
  at = skip(text, at + 1)
  while true do
    local key = text:match('^"(%a+)"', at)
    if key == nil then return nil, "not-json" end
    if not known[key] then return nil, "other-key" end
    if seen[key] then return nil, "key-twice" end
    seen[key] = true
    at = skip(text, at + #key + 2)
    if sub(text, at, at) ~= ":" then return nil, "not-json" end
    at = skip(text, at + 1)
    local stop = value_end(text, at, 0)
    if stop == nil then return nil, "not-json" end
    local value = sub(text, at, stop)
    if not kind_fits(key, value) then return nil, "wrong-type" end
    if key == "method" then
      method = value:match('^"(%l[%a%d]*_[%a%d]+)"$')
      if method == nil or #method > 64 then return nil, "no-method" end
    end
    at = skip(text, stop + 1)
    char = sub(text, at, at)
    at = skip(text, at + 1)
    if char == "}" then break end
    if char ~= "," then return nil, "not-json" end
  end
  if at <= #text then return nil, "more-than-one" end
  if not seen.jsonrpc then return nil, "wrong-type" end
  if method == nil then return nil, "no-method" end
  return method
end

core.register_action("inspect", { "http-req" }, function(txn)
  local method, problem = read(txn.f:req_body())
  if method then txn:set_var("txn.method", method) else txn:set_var("txn.problem", problem) end
end)
