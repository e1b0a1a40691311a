// What keeping numbers costs, of two trees by turns in one run:
//   node tests/bench/record.js ANOTHER_TREE [THIS_TREE]
// Both are built (`make all`); each gets a portal of its own with data.sql.  Printed are, of a save of 150 values, what
// PostgreSQL does of its statements, its time and its write-ahead log; of a save of 12 the log; and the bytes of a return
// with its history: an upload, 12 saves, two submissions, an acceptance, 10 explanations, 22 lines of the audit.
//   BENCH_SECONDS=5 of each measurement   BENCH_ROUNDS=3 by turns; the medians are printed
'use strict';

const {execFileSync, spawn} = require('node:child_process');
const path = require('node:path');

const seconds = Number(process.env.BENCH_SECONDS || 5);
const rounds = Number(process.env.BENCH_ROUNDS || 3);
const saves = 12;

// Each tree loads data and speaks to its portal by its own means: what tables there are is its affair.
const own = (name) => require(path.resolve('tests/bench', name));

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

// ---- one tree's portal: this program again, in the environment of the portal, as its command ----

// The relations that grow with returns, with indexes and what is stored aside; what one has of saves at first; the log so far.
const grown = `SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'zhiheng'::regnamespace
	AND relname ~ '^(return|accepted|screen|audit|submission)';`;
const uploaded = `SELECT sum(pg_total_relation_size(oid)) / (SELECT count(*) FROM zhiheng.return) FROM pg_class
	WHERE relkind = 'r' AND relnamespace = 'zhiheng'::regnamespace AND relname IN ('return', 'return_save', 'return_cell', 'return_sheet');`;
const log = "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn;";

// What happens to a return beside its saves, all at once; the log of that is not looked at.
const history = `
	CREATE TEMPORARY TABLE own AS SELECT head.id, account.id AS account_id FROM zhiheng.return AS head
	JOIN zhiheng.account AS account ON account.institution_id = head.institution_id AND account.role = 'clerk' WHERE head.state = 'draft';
	INSERT INTO zhiheng.return_remark (return_id, element_code, kind, text, revision, account_id)
	SELECT own.id, cell.element_code, 'explanation', '本季度门诊楼局部改造，部分专科门诊暂停，人次有所减少。', 1, own.account_id
	FROM own CROSS JOIN LATERAL (SELECT element_code FROM zhiheng.return_cell WHERE return_id = own.id ORDER BY element_code LIMIT 10) AS cell;
	INSERT INTO zhiheng.return_event (return_id, from_state, to_state, account_id, reason, revision, digest)
	SELECT own.id, step.first, step.second, own.account_id, CASE WHEN step.second = 'returned' THEN '部分数据项变化过大，请核实。' END, 1,
		zhiheng.return_digest(own.id)
	FROM own CROSS JOIN (VALUES (1, 'draft', 'verified'), (2, 'verified', 'submitted'), (3, 'submitted', 'returned'), (4, 'returned', 'draft'),
		(5, 'draft', 'verified'), (6, 'verified', 'submitted'), (7, 'submitted', 'accepted')) AS step (place, first, second)
	ORDER BY own.id, step.place;
	DO $$ DECLARE one record; BEGIN
		FOR one IN SELECT event.id FROM zhiheng.return_event AS event JOIN own ON own.id = event.return_id WHERE event.to_state = 'submitted' LOOP
			CALL zhiheng.return_commit(one.id);
		END LOOP;
		FOR one IN SELECT own.id, own.account_id FROM own CROSS JOIN generate_series(1, 10) LOOP
			CALL zhiheng.write_audit('return.submitted', one.id, '{"from": "verified", "event": 1, "reason": null, "revision": 1}', one.account_id);
		END LOOP;
	END $$;
	UPDATE zhiheng.return SET state = 'verified' WHERE id IN (SELECT id FROM own);
	UPDATE zhiheng.return SET state = 'submitted', first_submitted_at = now() WHERE id IN (SELECT id FROM own);
	UPDATE zhiheng.return SET state = 'accepted' WHERE id IN (SELECT id FROM own);`;

function saveSome(returns, sessions) {
	const {sql} = own('tools');
	const codes = sql('SELECT DISTINCT element_code FROM zhiheng.return_cell ORDER BY 1;').trim().split('\n');
	const script = [];
	for (let place = 0; place < saves; place++)
		for (const [i, {id, revision}] of returns.entries()) {
			const some = Array.from({length: 12}, (_, n) => codes[(12 * place + n) % codes.length]);
			script.push(`BEGIN; SELECT set_config('zhiheng.session', '${sessions[i]}', true);
				SELECT 1 / (outcome = 'saved')::integer FROM institution.return_save(${id}, ${revision + place}, '{${some}}',
					array_fill('value'::text, ARRAY[12]), array_fill(${3001 + place}::numeric, ARRAY[12]), 'typed'); COMMIT;`);
		}
	execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-U', 'zhiheng_institution', '-o', '/dev/null'], {input: script.join('\n')});
	return returns.length * saves;
}

async function serve() {
	const crypto = require('node:crypto');
	const pages = own('pages');
	const setup = own('setup');
	const {sql, usage} = own('tools');
	const number = (query) => Number(sql(query).trim());
	// A checkpoint makes the next change of each page a copy of all of it: there is none.
	sql("ALTER SYSTEM SET checkpoint_timeout = '1h'; ALTER SYSTEM SET max_wal_size = '16GB'; SELECT pg_reload_conf();");
	setup.loadData();
	// What data.sql gave each return: the upload.
	const upload = number(uploaded);
	const page = await pages.save();
	const revisions = () => number("SELECT sum(revision) FROM zhiheng.return WHERE state = 'draft';");

	// {rate, wal and ms of PostgreSQL of one save of 150}
	const save = async () => {
		const from = {lsn: number(log), ms: usage().postgres, count: revisions()};
		const {rate, failed} = await page.measure(seconds);
		if (failed > 0)
			throw new Error(`${failed} saves failed`);
		const count = revisions() - from.count;
		return {rate, wal: (number(log) - from.lsn) / count, ms: (usage().postgres - from.ms) / count};
	};
	// {wal of one save of 12, bytes of a return}
	const keep = () => {
		const returns = setup.openReturns(200);
		const sessions = setup.signedIn(returns.map(({login}) => login)).map((visitor) =>
			crypto.createHash('sha256').update(Buffer.from(visitor.cookies.get('zhiheng_session'), 'hex')).digest('hex'));
		sql('VACUUM;');
		const before = number(grown);
		const lsn = number(log);
		const count = saveSome(returns, sessions);
		const wal = (number(log) - lsn) / count;
		sql(history);
		return {wal, bytes: upload + (number(grown) - before) / returns.length};
	};
	console.log(JSON.stringify({}));
	for await (const chunk of process.stdin)
		console.log(JSON.stringify(String(chunk) === 'save' ? await save() : keep()));
}

// ---- both ---------------------------------------------------------------------------------------

function start(tree) {
	const child = spawn('deploy/with', [process.execPath, __filename, '--serve'], {cwd: tree, stdio: ['pipe', 'pipe', 'inherit'],
		env: {...process.env, VAR: path.join(tree, 'build/turns'), DEMO: '0'}});
	let rest = '';
	const waiting = [];
	child.stdout.on('data', (data) => {
		const lines = (rest + data).split('\n');
		rest = lines.pop();
		for (const line of lines.filter((one) => one.startsWith('{')))
			waiting.shift()?.resolve(JSON.parse(line));
	});
	child.on('exit', () => waiting.forEach(({reject}) => reject(new Error(`${tree} ended`))));
	const answer = () => new Promise((resolve, reject) => waiting.push({resolve, reject}));
	return {
		tree,
		ready: answer(),
		measure: (what) => {
			child.stdin.write(what);
			return answer();
		},
		stop: () => child.stdin.end(),
	};
}

async function main() {
	const trees = [process.argv[2], process.argv[3] || path.join(__dirname, '../..')].map((tree) => start(path.resolve(tree)));
	for (const {ready} of trees)
		await ready;
	const runs = [[], []];
	for (let round = 0; round < rounds; round++)
		for (const [i, tree] of trees.entries())
			runs[i].push(await tree.measure('save'));
	const kept = [await trees[0].measure('keep'), await trees[1].measure('keep')];
	const of = (i, field) => median(runs[i].map((run) => run[field]));
	for (const [i, {tree}] of trees.entries())
		console.log(`${tree}: save of 150 ${of(i, 'rate').toFixed(0)}/s, ${of(i, 'ms').toFixed(2)} ms of PostgreSQL, ${(of(i, 'wal') / 1000).toFixed(1)} kB of log; ` +
			`save of 12 ${(kept[i].wal / 1000).toFixed(1)} kB of log; a return with its history ${(kept[i].bytes / 1000).toFixed(1)} kB`);
	const ratio = (field) => median(runs[1].map((run, i) => run[field] / runs[0][i][field])).toFixed(2);
	console.log(`second to first: saves ${ratio('rate')}, time ${ratio('ms')}, log ${ratio('wal')}; save of 12, log ${(kept[1].wal / kept[0].wal).toFixed(2)}; ` +
		`bytes ${(kept[1].bytes / kept[0].bytes).toFixed(2)}`);
	trees.forEach((tree) => tree.stop());
}

(process.argv[2] === '--serve' ? serve() : main()).catch((error) => {
	console.error(error.message);
	process.exit(1);
});
