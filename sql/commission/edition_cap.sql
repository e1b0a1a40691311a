-- Schema commission: edition, continued: candidate caps of the preview in force, and deciding on them.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.cap_candidates(p_programme bigint, p_period text)
RETURNS TABLE (
	id bigint,
	version text,
	preview_id bigint,
	institution_id bigint,
	institution_name text,
	peer_group_label text,
	indicator_code text,
	indicator_name text,
	numerator numeric,
	denominator numeric,
	expected numeric,
	z numeric,
	exact text,
	cap text,
	kept_grade text,
	kept_rank bigint,
	lifted_grade text,
	lifted_rank bigint,
	heard boolean,
	closed boolean,
	last_day text,
	remark text,
	objection text,
	outcome_label text,
	answer text,
	state text,
	decision_reason text,
	decided_on text,
	person text,
	earlier text
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20 SET search_path = ''
AS $$
	WITH shown AS MATERIALIZED (
		SELECT preview.id, preview.closed, preview.closes_at, preview.closes_at > preview.prepared_at AS heard
		FROM commission.preview AS preview
		WHERE preview.programme_id = p_programme AND preview.period = p_period AND NOT preview.used
			AND (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL
	), candidate AS MATERIALIZED (
		SELECT
			found.id,
			found.preview_id,
			found.programme_id,
			found.institution_id,
			found.indicator_code,
			found.numerator,
			found.denominator,
			found.theta,
			found.z,
			found.exact,
			found.cap,
			found.decision_id,
			found.decision,
			found.decision_reason,
			found.decided_on,
			found.account_id,
			found.earlier
		FROM shown
		JOIN zhiheng.cap_candidate AS found ON found.preview_id = shown.id
	), graded AS MATERIALIZED (
		SELECT
			grade.institution_id,
			card.peer_group,
			grade.composite,
			grade.rank IS NOT NULL AS ranked,
			grade.band,
			grade.veto,
			greatest(grade.band, grade.veto, (SELECT max(own.cap) FROM candidate AS own
				WHERE own.institution_id = grade.institution_id AND own.decision IS DISTINCT FROM 'lift')) AS grade
		FROM shown
		JOIN zhiheng.preview_grade AS grade ON grade.preview_id = shown.id AND grade.status = 'graded'
		JOIN zhiheng.card_of(p_period) AS card ON card.id = grade.institution_id
	), outcome AS (
		SELECT
			candidate.id,
			own.institution_id,
			own.peer_group,
			own.composite,
			own.ranked,
			greatest(own.band, own.veto, candidate.cap, others.cap) AS kept,
			greatest(own.band, own.veto, others.cap) AS lifted
		FROM candidate
		JOIN graded AS own ON own.institution_id = candidate.institution_id
		CROSS JOIN LATERAL (
			SELECT max(other.cap) AS cap
			FROM candidate AS other
			WHERE other.institution_id = candidate.institution_id AND other.id <> candidate.id AND other.decision IS DISTINCT FROM 'lift'
		) AS others
	)
	SELECT
		candidate.id,
		concat_ws('-', candidate.preview_id, candidate.decision_id),
		candidate.preview_id,
		candidate.institution_id,
		card.name,
		card.peer_group_label,
		candidate.indicator_code,
		definition.name,
		candidate.numerator,
		candidate.denominator,
		round((candidate.denominator * candidate.theta / definition.factor)::numeric, 1),
		candidate.z,
		candidate.exact,
		candidate.cap,
		outcome.kept,
		CASE WHEN outcome.ranked THEN 1 + (SELECT count(*) FROM graded AS peer WHERE peer.peer_group = outcome.peer_group
			AND peer.institution_id <> outcome.institution_id
			AND (peer.grade < outcome.kept OR (peer.grade = outcome.kept AND peer.composite > outcome.composite))) END,
		outcome.lifted,
		CASE WHEN outcome.ranked THEN 1 + (SELECT count(*) FROM graded AS peer WHERE peer.peer_group = outcome.peer_group
			AND peer.institution_id <> outcome.institution_id
			AND (peer.grade < outcome.lifted OR (peer.grade = outcome.lifted AND peer.composite > outcome.composite))) END,
		shown.heard,
		shown.closed,
		to_char((shown.closes_at - interval '1 second') AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'),
		remark.text,
		objection.text,
		objection.outcome_label,
		objection.answer,
		coalesce(candidate.decision, 'open'),
		candidate.decision_reason,
		candidate.decided_on,
		account.name,
		candidate.earlier
	FROM shown
	JOIN candidate ON candidate.preview_id = shown.id
	JOIN zhiheng.card_of(p_period) AS card ON card.id = candidate.institution_id
	JOIN zhiheng.asked_definition AS definition ON definition.programme_id = candidate.programme_id
		AND definition.indicator_code = candidate.indicator_code
	LEFT JOIN outcome ON outcome.id = candidate.id
	LEFT JOIN zhiheng.account AS account ON account.id = candidate.account_id
	LEFT JOIN commission.preview_remark AS remark ON remark.preview_id = shown.id AND remark.institution_id = candidate.institution_id
		AND remark.indicator_code = candidate.indicator_code AND remark.kind = 'remark' AND remark.text <> ''
	LEFT JOIN commission.preview_remark AS objection ON objection.preview_id = shown.id AND objection.institution_id = candidate.institution_id
		AND objection.indicator_code = candidate.indicator_code AND objection.kind = 'objection' AND objection.text <> ''
$$;
COMMENT ON FUNCTION commission.cap_candidates IS 'Caps of the preview in force with what they are made of, what grade and rank come of keeping and of lifting each (the others as decided so far, undecided ones counted), what the institution says, and the decision in force. Nothing for a QC centre';

CREATE FUNCTION commission.cap_decide(p_programme bigint, p_period text, p_ids bigint[], p_versions text[], p_act text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.edition_require('{reviewer,administrator}');
	preview record;
	item record;
	made bigint;
	decided integer := 0;
BEGIN
	PERFORM commission.edition_open_job(who.region_first, who.commission_id, p_period);
	SELECT newest.id, newest.outdated INTO preview
	FROM commission.preview AS newest
	WHERE newest.programme_id = p_programme AND newest.period = p_period AND NOT newest.used;
	IF NOT FOUND OR preview.outdated THEN
		RAISE EXCEPTION 'no preview that could be published' USING ERRCODE = 'ZH409', CONSTRAINT = 'edition_preview_outdated';
	END IF;
	FOR item IN
		SELECT
			candidate.preview_id,
			candidate.institution_id,
			candidate.indicator_code,
			candidate.numerator,
			candidate.denominator,
			candidate.z,
			candidate.exact,
			candidate.cap,
			candidate.closed,
			candidate.objection,
			candidate.answer
		FROM unnest(p_ids, p_versions) AS wanted (id, version)
		JOIN commission.cap_candidates(p_programme, p_period) AS candidate ON candidate.id = wanted.id AND candidate.version = wanted.version
		ORDER BY candidate.id
	LOOP
		-- To lift harms nobody; to keep waits until the institution had its say.
		IF p_act = 'keep' AND NOT item.closed THEN
			RAISE EXCEPTION 'the institution is still being heard' USING ERRCODE = 'ZH409', CONSTRAINT = 'cap_hearing';
		END IF;
		IF p_act = 'keep' AND item.objection IS NOT NULL AND item.answer IS NULL THEN
			RAISE EXCEPTION 'its objection has no answer' USING ERRCODE = 'ZH409', CONSTRAINT = 'cap_objection';
		END IF;
		INSERT INTO zhiheng.cap_decision (programme_id, period, institution_id, indicator_code, act, reason, preview_id, numerator, denominator, z, exact,
			cap, account_id)
		VALUES (p_programme, p_period, item.institution_id, item.indicator_code, p_act, btrim(p_reason), item.preview_id, item.numerator,
			item.denominator, item.z, item.exact, item.cap, who.account_id)
		RETURNING id INTO made;
		CALL zhiheng.write_audit('cap.' || p_act, made, jsonb_build_object('preview', item.preview_id, 'institution', item.institution_id,
			'indicator', item.indicator_code, 'cap', item.cap, 'reason', btrim(p_reason)));
		decided := decided + 1;
	END LOOP;
	IF decided = 0 OR decided <> cardinality(p_ids) THEN
		RAISE EXCEPTION 'not what was looked at' USING ERRCODE = 'ZH409', CONSTRAINT = 'cap_changed';
	END IF;
END
$$;
COMMENT ON FUNCTION commission.cap_decide IS 'Keeps or lifts caps of the preview in force, all or none; keeping waits for the end of the window and for the answer to an objection. Reviewers and administrators';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
