// What is in the database of the clients' own cities, one key per record: counted before and after.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const {ask} = require('./world');

// Acts that make a thing: its id is known by nobody but the database.
const making = ['account.create', 'area.propose', 'backfill.upload', 'baseline.register', 'bulletin.save', 'cap.keep', 'cap.lift', 'commission.register', 'computation.request', 'correction.ask', 'department.add',
	'edition.request', 'evidence.add', 'institution.import', 'institution.register', 'ledger.open', 'machine.make', 'operating.import', 'preview.request', 'programme.create',
	'qc_centre.register', 'signal.compute', 'signal.dismiss', 'signal.restore', 'veto.record'];

// The line that an act of an account leaves in the audit.
function audit(act, account, object) {
	return `audit ${act} ${account}${making.includes(act) ? '' : ` ${object}`}`;
}

const list = making.map((act) => `'${act}'`).join(', ');
const people = `SELECT account.id FROM zhiheng.account AS account
	LEFT JOIN zhiheng.institution AS institution ON institution.id = account.institution_id
	LEFT JOIN zhiheng.commission AS commission ON commission.id = account.commission_id
	WHERE coalesce(institution.region_code, commission.region_code) >= '996000'`;

// Of tables with words of their own, each word is in one record; of the others the ids are the key.
const statement = `
SELECT 'audit ' || act || ' ' || account_id || CASE WHEN act IN (${list}) THEN '' ELSE ' ' || object_id END
FROM zhiheng.audit WHERE account_id IN (${people})
	-- Who signs in again after a broken answer has two sessions.
	AND act NOT IN ('session.open', 'account.rehash') AND (act <> 'session.close' OR object_id IS NOT NULL)
UNION ALL SELECT 'account ' || login FROM zhiheng.account
UNION ALL SELECT 'machine ' || name FROM zhiheng.account WHERE role = 'machine'
UNION ALL SELECT 'confirmation ' || account_id FROM zhiheng.session_confirmation
UNION ALL SELECT 'message ' || text FROM zhiheng.return_message
UNION ALL SELECT 'opinion ' || text FROM zhiheng.return_opinion
UNION ALL SELECT 'opinion_answer ' || text FROM zhiheng.return_opinion_answer
UNION ALL SELECT 'note ' || source FROM zhiheng.element_note
UNION ALL SELECT 'chart_baseline ' || reason FROM zhiheng.chart_baseline
UNION ALL SELECT 'department ' || name FROM zhiheng.department_version
UNION ALL SELECT 'department_word ' || text FROM zhiheng.department_word
UNION ALL SELECT 'analysis ' || text FROM zhiheng.indicator_analysis
UNION ALL SELECT 'evidence ' || name FROM zhiheng.evidence
UNION ALL SELECT 'evidence_withdrawal ' || reason FROM zhiheng.evidence_withdrawal
UNION ALL SELECT 'upload ' || file_name FROM zhiheng.return_upload
UNION ALL SELECT 'upload_saved ' || id FROM zhiheng.return_upload WHERE saved_revision IS NOT NULL
UNION ALL SELECT 'backfill ' || programme_id || ' ' || period FROM zhiheng.backfill
UNION ALL SELECT 'backfill_source ' || name FROM zhiheng.backfill_source
UNION ALL SELECT 'backfill_saved ' || source_id FROM zhiheng.backfill_upload WHERE saved_at IS NOT NULL
UNION ALL SELECT 'value ' || return_id || ' ' || trim_scale(value) FROM zhiheng.return_value WHERE element_code = 'discharges' AND state = 'value'
UNION ALL SELECT 'sample ' || note FROM zhiheng.return_sample WHERE note IS NOT NULL
UNION ALL SELECT 'event ' || return_id || ' ' || from_state || ' ' || to_state FROM zhiheng.return_event
UNION ALL SELECT 'opening ' || event.return_id FROM zhiheng.return_opening JOIN zhiheng.return_event AS event ON event.id = event_id
UNION ALL SELECT 'signed ' || return_id FROM zhiheng.submission_sheet
UNION ALL SELECT 'step ' || return_id || ' ' || act FROM zhiheng.submission_step
UNION ALL SELECT 'correction ' || reason FROM zhiheng.correction
UNION ALL SELECT 'correction_decision ' || correction_id || ' ' || decision FROM zhiheng.correction_decision
UNION ALL SELECT 'baseline ' || coalesce(reason, '') FROM zhiheng.baseline
UNION ALL SELECT 'baseline_file ' || name FROM zhiheng.baseline_file
UNION ALL SELECT 'baseline_deadline ' || programme_id || ' ' || due_on FROM zhiheng.baseline_deadline
UNION ALL SELECT 'baseline_decision ' || baseline_id || ' ' || decision FROM zhiheng.baseline_decision
UNION ALL SELECT 'area_baseline ' || coalesce(reason, '') FROM zhiheng.area_baseline
UNION ALL SELECT 'area_decision ' || area_baseline_id || ' ' || decision FROM zhiheng.area_decision
UNION ALL SELECT 'ledger ' || content FROM zhiheng.ledger_term WHERE version = 1
UNION ALL SELECT 'ledger_aim ' || aim FROM zhiheng.ledger_term WHERE version = 1
UNION ALL SELECT 'ledger_term ' || reason FROM zhiheng.ledger_term WHERE version > 1
UNION ALL SELECT 'ledger_note ' || text FROM zhiheng.ledger_note
UNION ALL SELECT 'ledger_measure ' || text FROM zhiheng.ledger_measure
UNION ALL SELECT 'ledger_measure_end ' || text FROM zhiheng.ledger_measure_end
UNION ALL SELECT 'ledger_event ' || item_id || ' ' || from_state || ' ' || to_state FROM zhiheng.ledger_event
UNION ALL SELECT 'institution ' || credit_code FROM zhiheng.institution
UNION ALL SELECT 'operating ' || source || ' ' || count(*) FROM zhiheng.operating_file JOIN zhiheng.operating_value ON file_id = id GROUP BY id
UNION ALL SELECT 'commission ' || name FROM zhiheng.commission
UNION ALL SELECT 'centre ' || name FROM zhiheng.qc_centre
UNION ALL SELECT 'programme ' || commission_id || ' ' || year FROM zhiheng.programme
UNION ALL SELECT 'scheme ' || note FROM zhiheng.grade_scheme
UNION ALL SELECT 'enactment ' || scheme_id FROM zhiheng.grade_enactment
UNION ALL SELECT 'veto ' || document FROM zhiheng.grade_veto
UNION ALL SELECT 'veto_withdrawal ' || document FROM zhiheng.grade_veto_withdrawal
UNION ALL SELECT 'bulletin ' || title FROM zhiheng.bulletin_template
UNION ALL SELECT 'cap_decision ' || reason FROM zhiheng.cap_decision
UNION ALL SELECT 'signal_word ' || reason FROM zhiheng.signal_word
UNION ALL SELECT 'definition ' || source FROM zhiheng.definition_confirmation
UNION ALL SELECT 'rule ' || programme_id FROM zhiheng.programme_disclosure
UNION ALL SELECT 'job ' || kind || ' ' || commission_id FROM zhiheng.job WHERE account_id IS NOT NULL AND kind <> 'signal'
UNION ALL SELECT 'edition ' || edition.job_id FROM zhiheng.edition AS edition
UNION ALL SELECT 'remark ' || text FROM zhiheng.preview_remark WHERE carried_from IS NULL AND text <> ''
UNION ALL SELECT 'answer ' || text FROM zhiheng.preview_answer
UNION ALL SELECT 'withdrawal ' || reason FROM zhiheng.edition_withdrawal`;

// {key: count}
async function snapshot() {
	const counts = new Map();
	for (const [count, key] of await ask(`SELECT count(*), translate(key, E'\\t\\n', '  ') FROM (${statement}) AS record (key) GROUP BY key`))
		counts.set(key, Number(count));
	return counts;
}

/*
 * Holds what is there against what was acknowledged; counts at the run's routes what is lost and doubled,
 * and gives what is wrong in words.  An act in the audit that nobody was told of is doubled as well.
 */
function judge(run, before, after) {
	const faults = [];
	for (const [key, {count, route}] of run.expected) {
		const found = (after.get(key) || 0) - (before.get(key) || 0);
		if (found < count) {
			run.route(route).lost += count - found;
			faults.push(`lost: ${route}: ${key}, ${found} of ${count}`);
		} else if (found > count) {
			run.route(route).doubled += found - count;
			faults.push(`doubled: ${route}: ${key}, ${found} for ${count}`);
		}
	}
	for (const [key, found] of after) {
		const more = found - (before.get(key) || 0);
		if (more > 0 && key.startsWith('audit ') && !run.expected.has(key)) {
			run.route('(no route)').doubled += more;
			faults.push(`doubled: nobody was told of ${key}`);
		}
	}
	return faults;
}

// Files of evidence that are in the database and not on the disk.
async function missingFiles() {
	const rows = await ask('SELECT name, stored_as FROM zhiheng.evidence UNION ALL SELECT name, stored_as FROM zhiheng.baseline_file');
	return rows.filter(([, file]) => !fs.existsSync(path.join(process.env.VAR, 'evidence', file))).map(([name, file]) => `lost: the file ${file} of ${name}`);
}

module.exports = {audit, judge, missingFiles, snapshot};
