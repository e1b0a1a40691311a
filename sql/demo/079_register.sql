-- What became of three institutions after the quarters that were reported: one moved, one was merged, one is excused.

SELECT zhiheng.particulars_record(institution.id, '2025-11-01', '{"region_code": "990125", "beds": 75}',
	'迁至例山县新址（示例卫医〔2025〕31号，虚构）')
FROM zhiheng.institution AS institution
WHERE institution.name = '示例市例湖县湖滨镇卫生院';

INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason, account_id, recorded_at)
SELECT institution.id, '2026-01-01', 'closed', '并入示例市例西县人民医院（示例卫医〔2025〕36号，虚构）', account.id, '2025-12-18 10:20+08'
FROM zhiheng.institution AS institution
JOIN zhiheng.account AS account ON account.login = 'city.admin'
WHERE institution.name = '示例市例西县河口镇卫生院';
INSERT INTO zhiheng.succession (predecessor_id, successor_id, way, on_day, reason, account_id, recorded_at)
SELECT before.id, after.id, 'merged', '2026-01-01', '示例卫医〔2025〕36号，虚构', account.id, '2025-12-18 10:20+08'
FROM zhiheng.institution AS before
JOIN zhiheng.institution AS after ON after.name = '示例市例西县人民医院'
JOIN zhiheng.account AS account ON account.login = 'city.admin'
WHERE before.name = '示例市例西县河口镇卫生院';

INSERT INTO zhiheng.excuse (institution_id, period, excused, reason, account_id, recorded_at)
SELECT institution.id, '2025Q4', true, '信息系统更换，本季度数据无法核实（虚构）', account.id, '2025-12-22 15:05+08'
FROM zhiheng.institution AS institution
JOIN zhiheng.account AS account ON account.login = 'city.admin'
WHERE institution.name = '示例市例山县林场卫生院';
