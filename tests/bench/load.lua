-- wrk: sends the requests of the file BENCH_REQUESTS in turn, {method, path, headers, body, unique} each.
dofile(os.getenv("BENCH_DIRECTORY") .. "/figures.lua")
local requests = dofile(os.getenv("BENCH_REQUESTS"))
local sent = 0

if #requests == 1 and not requests[1].unique then
	wrk.method = requests[1].method
	wrk.path = requests[1].path
	wrk.body = requests[1].body
	for name, value in pairs(requests[1].headers) do
		wrk.headers[name] = value
	end
else
	function request()
		local item = requests[sent % #requests + 1]
		local headers = item.headers
		sent = sent + 1
		-- A name of the site that no cache has seen.
		if item.unique then
			headers = {Host = "run" .. os.getenv("BENCH_RUN") .. "-" .. number .. "-" .. sent .. ".test"}
			for name, value in pairs(item.headers) do
				headers[name] = value
			end
		end
		return wrk.format(item.method, item.path, headers, item.body)
	end
end
