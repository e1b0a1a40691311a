-- wrk: saves returns, under one key: no two saves are the same.  Each save changes every value of a return and carries the revision of the save before it,
-- as a person's form would; a return is not sent again before its last save was answered.
-- BENCH_REQUESTS: a list of {id, revision, csrf, headers, codes}.
dofile(os.getenv("BENCH_DIRECTORY") .. "/figures.lua")
local returns = dofile(os.getenv("BENCH_REQUESTS"))
local thread_count = tonumber(os.getenv("BENCH_THREADS"))
local by_id, waiting, first, last = {}, {}, 1, 0

local function queue(item)
	last = last + 1
	waiting[last] = item
end

local function form(item)
	local parts = {"_csrf=" .. item.csrf .. "&_once=00112233445566778899aabbccddeeff&action=save&revision=@"}
	for _, code in ipairs(item.codes) do
		table.insert(parts, "value." .. code .. "=#")
	end
	return table.concat(parts, "&")
end

local seed = init

function init()
	seed()
	for i, item in ipairs(returns) do
		if i % thread_count == number % thread_count then
			item.form = form(item)
			by_id[item.id] = item
			queue(item)
		end
	end
end

function request()
	local item = assert(waiting[first], "more connections than returns")
	waiting[first] = nil
	first = first + 1
	local body = item.form:gsub("@", item.revision, 1):gsub("#", item.revision + 1000)
	return wrk.format("POST", "/institution/return/" .. item.id, item.headers, body)
end

function response(status, headers)
	local id = (headers["Location"] or ""):match("^/institution/return/(%d+)%?notice=saved$")
	local item = id and by_id[id]
	if status ~= 303 or not item then
		wrong = wrong + 1
		return
	end
	item.revision = item.revision + 1
	queue(item)
end
