-- Ledger items in every state of their way: see README.md.  Figures are those of the returns.

-- Who acts: the city's or a county's reviewer, or a role of the institution.
CREATE FUNCTION pg_temp.actor(p_institution bigint, p_who text) RETURNS bigint
LANGUAGE sql AS $$
	SELECT min(account.id) FROM zhiheng.account AS account
	WHERE account.login = p_who OR (account.institution_id = p_institution AND account.role = p_who)
$$;

CREATE FUNCTION pg_temp.figures(p_institution bigint, p_period text, p_indicator text) RETURNS text
LANGUAGE sql AS $$
	SELECT zhiheng.period_label(p_period) || '：指标值 ' || round(definition.factor * cell.numerator / cell.denominator, 2)
		|| definition.unit || '（' || trim_scale(cell.numerator) || '/' || trim_scale(cell.denominator) || '）'
		|| coalesce('；要求：' || zhiheng.label('op', definition.threshold_op) || ' ' || trim_scale(definition.threshold_value) || definition.unit, '')
		|| coalesce('；目标值 ' || trim_scale(approved.goal) || definition.unit, '') || '。'
	FROM zhiheng.indicator_cell AS cell
	JOIN zhiheng.programme AS programme ON programme.id = cell.programme_id
	JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code = '990100'
	JOIN zhiheng.asked_definition AS definition ON definition.programme_id = cell.programme_id AND definition.indicator_code = cell.indicator_code
	LEFT JOIN zhiheng.baseline_approved AS approved ON approved.programme_id = cell.programme_id
		AND approved.institution_id = cell.institution_id AND approved.indicator_code = cell.indicator_code
	WHERE cell.institution_id = p_institution AND cell.period = p_period AND cell.indicator_code = p_indicator
$$;

CREATE TEMPORARY TABLE demo_ledger (
	place integer,
	hospital text,
	opener text,
	source text,
	period text,
	indicator text,
	content text,
	aim text,
	post text,
	due_on date,
	opened_at timestamptz
) ON COMMIT DROP;
INSERT INTO demo_ledger VALUES
	(1, '示例市第一人民医院', 'city.reviewer', 'threshold', '2025Q2', 'NIT-2025-03.1', '静脉血栓栓塞症规范预防率低于监测方案的要求',
		'第四季度达到 65% 以上', '医务科科长', zhiheng.today() + 45, '2025-08-11 10:05+08'),
	(2, '示例市第一人民医院', 'city.reviewer', 'inspection', NULL, NULL, '现场检查发现抢救车药品清单未每月核对，2 个病区缺少核对记录',
		'全院抢救车药品核对记录完整', '护理部主任', zhiheng.today() + 20, '2025-10-09 15:40+08'),
	(3, '示例市示东区人民医院', 'county.reviewer', 'threshold', '2025Q2', 'NIT-2025-03.1', '静脉血栓栓塞症规范预防率偏低，出血风险评估执行不到位',
		'连续两个季度高于区内平均水平', '医务科科长', zhiheng.today() + 10, '2025-08-12 09:20+08'),
	(4, '示例市示东区人民医院', 'clerk', 'self_check', NULL, NULL, '本院自查：危急值报告登记中接报时间漏填 7 例',
		'危急值登记接报时间完整率达到 100%', '检验科主任', zhiheng.today() + 60, '2025-10-13 16:10+08'),
	(5, '示例市妇幼保健院', 'city.reviewer', 'case_evaluation', NULL, NULL, '病例评价：2 例产后出血病例未记录出血量的称重结果',
		'产后出血病例出血量称重记录率达到 100%', '产科主任', zhiheng.today() + 30, '2025-10-10 11:00+08'),
	(6, '示例市妇幼保健院', 'city.reviewer', 'goal', '2025Q2', 'NIT-2025-05.1', '住院患者静脉输液使用率高于本院年度目标值',
		'静脉输液使用率降到年度目标值以下', '药学部主任', zhiheng.today() - 12, '2025-07-28 14:30+08'),
	(7, '示例市例南县人民医院', 'city.reviewer', 'screen', '2025Q3', NULL, '2025年第三季度报表与上一季度全部相同，疑为照抄',
		'据实更正并重新报送，建立报送前逐项核对制度', '质控科科长', zhiheng.today() + 15, '2025-10-14 09:00+08'),
	(8, '示例晨光医院', 'city.reviewer', 'late', '2025Q2', NULL, '2025年第二季度报表逾期未报',
		'补报第二季度数据，第三季度起按时报送', '院长', zhiheng.today() - 33, '2025-07-22 08:50+08'),
	(9, '示例市例湖县人民医院', 'city.reviewer', 'late', '2025Q1', NULL, '2025年第一季度报表逾期报送',
		'按时报送', '质控科科长', '2025-06-30', '2025-04-24 10:00+08'),
	(10, '示例市第二人民医院', 'city.reviewer', 'goal', '2025Q1', 'NIT-2025-05.1', '住院患者静脉输液使用率高于本院年度目标值',
		'降到年度目标值以下', '药学部主任', zhiheng.today() + 5, '2025-05-12 10:30+08'),
	(11, '示例市第三人民医院', 'city.reviewer', 'goal', '2025Q2', 'PIT-2024-29.1', '2期及以上院内压力性损伤发生率高于本院目标值',
		'降到年度目标值以下', '护理部主任', zhiheng.today() + 40, '2025-08-13 10:30+08');

CREATE TEMPORARY TABLE demo_ledger_step (
	place integer,
	step integer GENERATED ALWAYS AS IDENTITY,
	at timestamptz,
	who text,
	act text,
	text text,
	numerator numeric,
	denominator numeric
) ON COMMIT DROP;
-- act: a kind of note, measure (text is "what|post"), done (the oldest open measure), or a state to go to.
INSERT INTO demo_ledger_step (place, at, who, act, text, numerator, denominator) VALUES
	(1, '2025-08-14 09:00+08', 'clerk', 'cause', '抽查 60 份未规范预防病历：41 份为外科术后患者，评估已做但未开具预防医嘱，主因是评估结果与医嘱系统不联动。', NULL, NULL),
	(1, '2025-08-14 09:01+08', 'clerk', 'analysed', NULL, NULL, NULL),
	(1, '2025-08-15 10:00+08', 'clerk', 'measure', '评估为中高危的患者，系统自动提示开具预防医嘱|信息科科长', NULL, NULL),
	(1, '2025-08-15 10:05+08', 'clerk', 'measure', '外科各病区每周抽查 10 份病历并通报|医务科科长', NULL, NULL),
	(1, '2025-08-15 16:00+08', 'clerk', 'planned', NULL, NULL, NULL),
	(1, '2025-08-18 09:30+08', 'city.reviewer', 'working', NULL, NULL, NULL),
	(1, '2025-09-22 11:00+08', 'clerk', 'done', '提示功能 9 月 20 日上线，外科 6 个病区启用。', NULL, NULL),
	(1, '2025-10-10 09:30+08', 'clerk', 'progress', '9 月抽查外科病历 40 份，规范预防 33 份。', NULL, NULL),
	(3, '2025-08-20 09:00+08', 'clerk', 'cause', '出血风险评估表与入院评估分开填写，夜间入院患者漏评较多。', NULL, NULL),
	(3, '2025-08-20 09:01+08', 'clerk', 'analysed', NULL, NULL, NULL),
	(3, '2025-08-21 10:00+08', 'clerk', 'measure', '两张评估表合并，未完成不能提交入院评估|护理部主任', NULL, NULL),
	(3, '2025-08-21 10:30+08', 'verifier', 'planned', NULL, NULL, NULL),
	(3, '2025-08-25 15:00+08', 'county.reviewer', 'working', '同意所报措施。', NULL, NULL),
	(3, '2025-10-08 09:00+08', 'clerk', 'done', '合并后的评估表 10 月 1 日起全院使用。', NULL, NULL),
	(3, '2025-10-08 09:10+08', 'clerk', 'evidence', '评估表样张和上线通知存医务科，编号 2025-YW-118。', NULL, NULL),
	(3, '2025-10-08 09:20+08', 'clerk', 'carried', NULL, NULL, NULL),
	(4, '2025-10-14 10:00+08', 'verifier', 'cause', '接报人员先处理后补记，补记时缺少提醒。', NULL, NULL),
	(4, '2025-10-14 10:01+08', 'verifier', 'analysed', NULL, NULL, NULL),
	(5, '2025-10-13 09:00+08', 'clerk', 'cause', '产房电子秤不足，急救时来不及取用。', NULL, NULL),
	(5, '2025-10-13 09:01+08', 'clerk', 'analysed', NULL, NULL, NULL),
	(5, '2025-10-13 09:30+08', 'clerk', 'measure', '每个产房配备电子秤并固定放置|设备科科长', NULL, NULL),
	(5, '2025-10-13 09:40+08', 'clerk', 'measure', '称重结果列为产后出血记录单必填项|产科主任', NULL, NULL),
	(5, '2025-10-13 16:00+08', 'verifier', 'planned', NULL, NULL, NULL),
	(6, '2025-08-01 09:00+08', 'clerk', 'cause', '产后常规补液医嘱套餐未修订，占输液人数的六成。', NULL, NULL),
	(6, '2025-08-01 09:01+08', 'clerk', 'analysed', NULL, NULL, NULL),
	(6, '2025-08-04 10:00+08', 'clerk', 'measure', '修订产后医嘱套餐，补液改为按需开具|药学部主任', NULL, NULL),
	(6, '2025-08-04 10:30+08', 'clerk', 'planned', NULL, NULL, NULL),
	(6, '2025-08-06 09:00+08', 'city.reviewer', 'working', NULL, NULL, NULL),
	(6, '2025-10-09 14:00+08', 'city.reviewer', 'visit', '现场核查：医嘱套餐已修订，但两个病区仍在使用旧套餐。', NULL, NULL),
	(9, '2025-04-28 09:00+08', 'clerk', 'cause', '报送联系人调岗，未交接账户。', NULL, NULL),
	(9, '2025-04-28 09:01+08', 'clerk', 'analysed', NULL, NULL, NULL),
	(9, '2025-04-28 10:00+08', 'clerk', 'measure', '设 A、B 岗报送联系人，列入调岗交接清单|质控科科长', NULL, NULL),
	(9, '2025-04-28 10:30+08', 'clerk', 'planned', NULL, NULL, NULL),
	(9, '2025-04-30 09:00+08', 'city.reviewer', 'working', NULL, NULL, NULL),
	(9, '2025-05-09 09:00+08', 'clerk', 'done', '交接清单已修订，联系人已备案。', NULL, NULL),
	(9, '2025-05-09 09:05+08', 'clerk', 'carried', NULL, NULL, NULL),
	(9, '2025-07-21 09:00+08', 'clerk', 'effect', '第二季度报表按时提交。', 1, 1),
	(9, '2025-07-21 09:30+08', 'leader', 'reported', NULL, NULL, NULL),
	(9, '2025-07-24 10:00+08', 'city.reviewer', 'closed', '经核对，第二季度按时报送，同意销号。', NULL, NULL),
	(10, '2025-05-15 09:00+08', 'clerk', 'cause', '术后常规输液天数无上限，未按恢复情况停用。', NULL, NULL),
	(10, '2025-05-15 09:01+08', 'clerk', 'analysed', NULL, NULL, NULL),
	(10, '2025-05-16 10:00+08', 'clerk', 'measure', '术后输液医嘱默认 2 天，续开须写明理由|药学部主任', NULL, NULL),
	(10, '2025-05-16 10:30+08', 'clerk', 'planned', NULL, NULL, NULL),
	(10, '2025-05-20 09:00+08', 'city.reviewer', 'working', NULL, NULL, NULL),
	(10, '2025-06-30 09:00+08', 'clerk', 'done', '6 月 16 日起执行。', NULL, NULL),
	(10, '2025-07-01 09:00+08', 'clerk', 'carried', NULL, NULL, NULL),
	(10, '2025-10-12 09:00+08', 'clerk', 'effect', '9 月抽查术后患者，使用输液超过 2 天且无理由的减少。', 12, 200),
	(10, '2025-10-12 15:00+08', 'leader', 'reported', NULL, NULL, NULL);

DO $$
DECLARE
	item record;
	step record;
	its_institution bigint;
	its_programme bigint;
	its_id bigint;
BEGIN
	FOR item IN SELECT * FROM demo_ledger ORDER BY opened_at LOOP
		its_institution := (SELECT id FROM zhiheng.institution WHERE name = item.hospital);
		its_programme := (SELECT programme.id FROM zhiheng.programme AS programme
			JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code = '990100'
			WHERE programme.year::text = left(item.period, 4));
		INSERT INTO zhiheng.ledger_item (institution_id, commission_id, source, programme_id, period, indicator_code, specialty, figures,
			account_id, opened_at, due_on)
		SELECT its_institution, opener.commission_id, item.source, its_programme, item.period, item.indicator,
			(SELECT specialty FROM zhiheng.programme_indicator WHERE programme_id = its_programme AND indicator_code = item.indicator),
			pg_temp.figures(its_institution, item.period, item.indicator), opener.id, item.opened_at, item.due_on
		FROM zhiheng.account AS opener WHERE opener.id = pg_temp.actor(its_institution, item.opener)
		RETURNING id INTO STRICT its_id;
		ASSERT item.indicator IS NULL OR (SELECT figures IS NOT NULL FROM zhiheng.ledger_item WHERE id = its_id), item.hospital;
		INSERT INTO zhiheng.ledger_term (item_id, version, content, aim, post, due_on, account_id, at)
		VALUES (its_id, 1, item.content, item.aim, item.post, item.due_on, pg_temp.actor(its_institution, item.opener), item.opened_at);
		FOR step IN SELECT *, pg_temp.actor(its_institution, who) AS actor FROM demo_ledger_step AS one
		    WHERE one.place = item.place ORDER BY one.step LOOP
			IF step.act IN ('cause', 'progress', 'evidence', 'effect', 'visit', 'remark') THEN
				INSERT INTO zhiheng.ledger_note (item_id, kind, text, numerator, denominator, account_id, at)
				VALUES (its_id, step.act, step.text, step.numerator, step.denominator, step.actor, step.at);
			ELSIF step.act = 'measure' THEN
				INSERT INTO zhiheng.ledger_measure (item_id, text, post, due_on, account_id, at)
				VALUES (its_id, split_part(step.text, '|', 1), split_part(step.text, '|', 2), item.due_on, step.actor, step.at);
			ELSIF step.act = 'done' THEN
				INSERT INTO zhiheng.ledger_measure_end (measure_id, outcome, text, account_id, at)
				SELECT min(measure.id), 'done', step.text, step.actor, step.at
				FROM zhiheng.ledger_measure AS measure
				WHERE measure.item_id = its_id
					AND NOT EXISTS (SELECT FROM zhiheng.ledger_measure_end AS done WHERE done.measure_id = measure.id);
			ELSE
				ASSERT (SELECT zhiheng.ledger_lack(own, step.act) IS NULL FROM zhiheng.ledger_item AS own WHERE own.id = its_id), item.hospital;
				INSERT INTO zhiheng.ledger_event (item_id, from_state, to_state, account_id, at, reason, digest)
				SELECT its_id, own.state, step.act, step.actor, step.at, step.text, zhiheng.ledger_digest(its_id)
				FROM zhiheng.ledger_item AS own WHERE own.id = its_id;
				UPDATE zhiheng.ledger_item SET
					state = step.act,
					reported_at = CASE step.act WHEN 'reported' THEN step.at WHEN 'closed' THEN reported_at END
				WHERE id = its_id;
			END IF;
		END LOOP;
	END LOOP;
	ASSERT (SELECT count(DISTINCT state) FROM zhiheng.ledger_item) = 7, 'an item in every state';
END
$$;
