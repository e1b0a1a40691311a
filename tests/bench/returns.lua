-- wrk: sends the form of every return once, with numbers that follow from its id, then ends.
-- BENCH_REQUESTS: a list of {file (lines of return, token, CSRF token), codes, empty (fields sent empty), idle (a path)}.
dofile(os.getenv("BENCH_DIRECTORY") .. "/figures.lua")
local what = dofile(os.getenv("BENCH_REQUESTS"))[1]
local thread_count = tonumber(os.getenv("BENCH_THREADS"))
local waiting, sent, answered, idle = {}, 0, 0, 0
local patience = 5000 -- idle requests after which no answer is waited for any more

-- wrk itself waits for its time to pass: the thread that ends last interrupts it.
local ffi = require("ffi")
ffi.cdef("int getpid(void); int kill(int process, int signal);")

local function finish()
	local file = io.open(what.file .. ".done", "a")
	file:write("x")
	file:close()
	wrk.thread:stop()
	file = io.open(what.file .. ".done")
	if #file:read("*a") == thread_count then
		ffi.C.kill(ffi.C.getpid(), 2)
	end
	file:close()
end

local seed = init

function init()
	seed()
	local line_number = 0
	for line in io.lines(what.file) do
		line_number = line_number + 1
		if line_number % thread_count == number % thread_count then
			waiting[#waiting + 1] = line
		end
	end
end

-- As returns.js counts it afterwards.
local function body(id, csrf)
	local parts = {"_csrf=" .. csrf .. "&_once=00112233445566778899aabbccddeeff&revision=0&action=save"}
	for place, code in ipairs(what.codes) do
		parts[#parts + 1] = "value." .. code .. "=" .. (1 + (id * 131 + place * 17) % 9999)
	end
	for _, name in ipairs(what.empty) do
		parts[#parts + 1] = name .. "="
	end
	return table.concat(parts, "&")
end

-- The first thread is asked for a request that is looked at and not sent.
local tried = false

function request()
	if number == 1 and not tried then
		tried = true
		return wrk.format("GET", what.idle)
	end
	sent = sent + 1
	local line = waiting[sent]
	-- All are under way: a connection without anything to do asks for something small.
	if not line then
		return wrk.format("GET", what.idle)
	end
	waiting[sent] = false
	local id, token, csrf = line:match("^(%d+)\t(%x+)\t(%x+)$")
	return wrk.format("POST", "/institution/return/" .. id,
		{Cookie = "zhiheng_session=" .. token, ["Content-Type"] = "application/x-www-form-urlencoded"}, body(tonumber(id), csrf))
end

function response(status, headers)
	if status == 200 then
		idle = idle + 1
		if idle == patience then
			finish()
		end
		return
	end
	answered = answered + 1
	if status ~= 303 or not (headers["Location"] or ""):match("%?notice=saved$") then
		wrong = wrong + 1
	end
	if answered == #waiting then
		finish()
	end
end
