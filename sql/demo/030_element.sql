-- How the invented numbers come about: every element out of another one of the same institution and
-- quarter, so that parts never exceed their whole, wherever an element is used.
--   share    binomial part of the parent, rate its mean
--   events   Poisson count, rate per unit of the parent
--   amount   rate times the parent, with a spread
--   more     the same, and never less than the parent
--   exact    the same without spread
--   answer   1, with probability rate
-- better: whether good quality raises (1) or lowers (-1) the share; scale: column of demo_institution
-- that multiplies the rate; service: without it the institution answers 不适用.  within: another element
-- that contains it, too; null for most.

CREATE TEMPORARY TABLE demo_element (
	code text PRIMARY KEY,
	parent text NOT NULL,
	how text NOT NULL CHECK (how IN ('share', 'events', 'amount', 'more', 'exact', 'answer')),
	rate double precision NOT NULL,
	better integer NOT NULL,
	scale text NOT NULL,
	service text NOT NULL,
	within text
) ON COMMIT DROP;

INSERT INTO demo_element (code, parent, how, rate, better, scale, service) VALUES
	('discharges', 'beds', 'amount', 1, 0, 'turnover', 'inpatient'),
	('inpatients', 'discharges', 'more', 1.12, 0, 'one', 'inpatient'),
	('discharge_bed_days', 'discharges', 'amount', 1, 0, 'stay', 'inpatient'),
	('iv_patients', 'discharges', 'share', 0.80, -1, 'one', 'inpatient'),
	('iv_infusions', 'discharge_bed_days', 'amount', 2.6, -1, 'one', 'inpatient'),
	('iv_volume_ml', 'discharge_bed_days', 'amount', 415, -1, 'one', 'inpatient'),
	('iv_drug_kinds', 'discharges', 'amount', 3.2, -1, 'one', 'inpatient'),
	('vte_assessed', 'discharges', 'share', 0.82, 1, 'one', 'inpatient'),
	('vte_mid_high', 'vte_assessed', 'share', 0.42, 0, 'one', 'inpatient'),
	('vte_bleed_assessed', 'vte_mid_high', 'share', 0.78, 1, 'one', 'inpatient'),
	('vte_mid_high_prevented', 'vte_mid_high', 'share', 0.68, 1, 'one', 'inpatient'),
	('vte_prevented', 'vte_assessed', 'share', 0.76, 1, 'one', 'inpatient'),
	('ae_reports', 'discharges', 'events', 0.021, 1, 'one', 'inpatient'),
	('ae_no_serious', 'ae_reports', 'share', 0.87, 0, 'one', 'inpatient'),
	('key_record_cases', 'discharges', 'share', 0.48, 0, 'one', 'inpatient'),
	('key_record_complete', 'key_record_cases', 'share', 0.86, 1, 'one', 'inpatient'),
	('fp_checked', 'discharges', 'share', 0.3, 0, 'one', 'inpatient'),
	('fp_pdx_correct', 'fp_checked', 'share', 0.93, 1, 'one', 'inpatient'),
	('fp_odx_correct', 'fp_checked', 'share', 0.87, 1, 'one', 'inpatient'),
	('records_sampled', 'discharges', 'share', 0.07, 1, 'one', 'inpatient'),
	('discharge_records', 'discharges', 'exact', 1, 0, 'one', 'inpatient'),
	('discharge_notes_24h', 'discharge_records', 'share', 0.96, 1, 'one', 'inpatient'),
	('front_pages_24h', 'discharge_records', 'share', 0.965, 1, 'one', 'inpatient'),
	('inpatient_records', 'inpatients', 'exact', 1, 0, 'one', 'inpatient'),
	('admission_notes_24h', 'inpatient_records', 'share', 0.972, 1, 'one', 'inpatient'),
	('hapi_cases', 'inpatients', 'share', 0.0012, -1, 'one', 'inpatient'),
	('nutrition_screened', 'inpatients', 'share', 0.84, 1, 'one', 'inpatient'),
	('nutrition_assessed', 'discharges', 'share', 0.28, 1, 'one', 'nutrition'),
	('pain_assess_due', 'inpatients', 'share', 0.78, 0, 'one', 'inpatient'),
	('pain_assess_proper', 'pain_assess_due', 'share', 0.88, 1, 'one', 'inpatient'),
	('abx_tx_patients', 'discharges', 'share', 0.3, 0, 'one', 'inpatient'),
	('abx_pretx_pathogen', 'abx_tx_patients', 'share', 0.62, 1, 'one', 'inpatient'),
	('pathway_discharges', 'discharges', 'share', 0.55, 1, 'one', 'inpatient'),
	('tcm_led_discharges', 'discharges', 'share', 0.46, 1, 'one', 'inpatient'),
	('single_disease_cases', 'discharges', 'share', 0.17, 0, 'one', 'inpatient'),
	('single_disease_bed_days', 'single_disease_cases', 'amount', 0.92, -1, 'stay', 'inpatient'),
	('single_disease_cost', 'single_disease_cases', 'amount', 9800, -1, 'weight', 'inpatient'),
	('drg_cases', 'discharges', 'share', 0.95, 0, 'one', 'inpatient'),
	('drg_weight_total', 'drg_cases', 'amount', 1, 0, 'weight', 'inpatient'),
	('rehab_eligible', 'discharges', 'share', 0.06, 0, 'one', 'inpatient'),
	('rehab_early', 'rehab_eligible', 'share', 0.52, 1, 'one', 'inpatient'),
	('vasc_catheter_days', 'discharge_bed_days', 'amount', 0.11, 0, 'one', 'inpatient'),
	('vasc_crbsi', 'vasc_catheter_days', 'events', 0.0007, -1, 'one', 'inpatient'),
	('critical_values', 'discharges', 'events', 0.06, 0, 'one', 'inpatient'),
	('critical_values_notified', 'critical_values', 'share', 0.962, 1, 'one', 'inpatient'),
	('critical_values_handled', 'critical_values', 'share', 0.951, 1, 'one', 'inpatient'),
	('inpatient_orders', 'discharges', 'amount', 42, 0, 'one', 'inpatient'),
	('inpatient_orders_audited', 'inpatient_orders', 'share', 0.93, 1, 'one', 'inpatient'),
	('inpatient_orders_audit_passed', 'inpatient_orders_audited', 'share', 0.986, 1, 'one', 'inpatient'),
	('cap_inpatients', 'discharges', 'share', 0.03, 0, 'one', 'respiratory'),
	('cap_severity_assessed', 'cap_inpatients', 'share', 0.83, 1, 'one', 'respiratory'),
	('surgical_patients', 'discharges', 'share', 0.36, 0, 'surgery', 'surgery'),
	('elective_surg_patients', 'surgical_patients', 'share', 0.72, 0, 'one', 'surgery'),
	('day_surg_patients', 'elective_surg_patients', 'share', 0.21, 1, 'one', 'surgery'),
	('elective_surg_compl', 'elective_surg_patients', 'share', 0.011, -1, 'one', 'surgery'),
	('surg_acquired_patients', 'surgical_patients', 'share', 0.011, -1, 'one', 'surgery'),
	('surg_deaths_inhosp', 'surgical_patients', 'share', 0.006, -1, 'one', 'surgery'),
	('surg_deaths_48h', 'surg_deaths_inhosp', 'share', 0.4, 0, 'one', 'surgery'),
	('surg_deaths_24h', 'surg_deaths_48h', 'share', 0.7, 0, 'one', 'surgery'),
	('surg_deaths_day0', 'surg_deaths_24h', 'share', 0.5, 0, 'one', 'surgery'),
	('or_surgeries', 'surgical_patients', 'amount', 1.08, 0, 'one', 'surgery'),
	('unplanned_reops', 'or_surgeries', 'share', 0.0026, -1, 'one', 'surgery'),
	('unplanned_reops_31d', 'unplanned_reops', 'share', 0.92, 0, 'one', 'surgery'),
	('unplanned_reops_48h', 'unplanned_reops_31d', 'share', 0.45, 0, 'one', 'surgery'),
	('surg_records', 'surgical_patients', 'exact', 1, 0, 'one', 'surgery'),
	('surg_records_complete', 'surg_records', 'share', 0.94, 1, 'one', 'surgery'),
	('op_notes_24h', 'surg_records', 'share', 0.955, 1, 'one', 'surgery'),
	('anesthesia_cases', 'surgical_patients', 'amount', 1.15, 0, 'one', 'surgery'),
	('anesthesia_complications', 'anesthesia_cases', 'share', 0.004, -1, 'one', 'surgery'),
	('anes_temp_monitored', 'anesthesia_cases', 'share', 0.55, 0, 'one', 'surgery'),
	('anes_hypothermia', 'anes_temp_monitored', 'share', 0.13, -1, 'one', 'surgery'),
	('ga_patients', 'surgical_patients', 'share', 0.62, 0, 'one', 'surgery'),
	('ga_temp_monitored', 'ga_patients', 'share', 0.74, 1, 'one', 'surgery'),
	('ga_active_warming', 'ga_patients', 'share', 0.61, 1, 'one', 'surgery'),
	('grade4_surgeries', 'or_surgeries', 'share', 0.12, 0, 'one', 'grade4'),
	('grade4_mdt_done', 'grade4_surgeries', 'share', 0.83, 1, 'one', 'grade4'),
	('grade4_followup_due', 'grade4_surgeries', 'share', 0.96, 0, 'one', 'grade4'),
	('grade4_followed_up', 'grade4_followup_due', 'share', 0.88, 1, 'one', 'grade4'),
	('implant_records', 'surg_records', 'share', 0.14, 0, 'one', 'implants'),
	('implant_records_ok', 'implant_records', 'share', 0.93, 1, 'one', 'implants'),
	('blood_records', 'discharges', 'share', 0.035, 0, 'one', 'surgery'),
	('blood_records_ok', 'blood_records', 'share', 0.94, 1, 'one', 'surgery'),
	('icu_patients', 'discharges', 'share', 0.03, 0, 'one', 'icu'),
	('icu_deaths', 'icu_patients', 'share', 0.085, -1, 'one', 'icu'),
	('septic_shock_patients', 'icu_patients', 'share', 0.17, 0, 'one', 'icu'),
	('septic_bundle_1h', 'septic_shock_patients', 'share', 0.62, 1, 'one', 'icu'),
	('septic_bundle_3h', 'septic_shock_patients', 'share', 0.83, 1, 'one', 'icu'),
	('septic_bundle_6h', 'septic_shock_patients', 'share', 0.76, 1, 'one', 'icu'),
	('ards_ms_patients', 'icu_patients', 'share', 0.07, 0, 'one', 'icu'),
	('ards_ms_prone', 'ards_ms_patients', 'share', 0.55, 1, 'one', 'icu'),
	('ais_patients', 'discharges', 'share', 0.011, 0, 'one', 'stroke'),
	('ais_reperfused', 'ais_patients', 'share', 0.37, 1, 'one', 'stroke'),
	('stemi_patients', 'discharges', 'share', 0.006, 0, 'one', 'infarction'),
	('stemi_reperfused', 'stemi_patients', 'share', 0.8, 1, 'one', 'infarction'),
	('nste_acs_patients', 'discharges', 'share', 0.02, 0, 'one', 'cardiology'),
	('nste_acs_stratified', 'nste_acs_patients', 'share', 0.85, 1, 'one', 'cardiology'),
	('resus_room_patients', 'beds', 'amount', 0.9, 0, 'one', 'emergency'),
	('resus_room_stay_hours', 'resus_room_patients', 'amount', 4.2, -1, 'one', 'emergency'),
	('ca_cpr_patients', 'resus_room_patients', 'share', 0.05, 0, 'one', 'emergency'),
	('ca_rosc_20min', 'ca_cpr_patients', 'share', 0.34, 1, 'one', 'emergency'),
	('ca_survived_discharge', 'ca_rosc_20min', 'share', 0.45, 1, 'one', 'emergency'),
	('ihca_patients', 'discharges', 'share', 0.0018, 0, 'one', 'emergency'),
	('ihca_rosc_20min', 'ihca_patients', 'share', 0.38, 1, 'one', 'emergency'),
	('tumor_tnm_eligible', 'discharges', 'share', 0.035, 0, 'tumour', 'oncology'),
	('tumor_tnm_staged', 'tumor_tnm_eligible', 'share', 0.74, 1, 'one', 'oncology'),
	('tumor_followup_due', 'discharges', 'share', 0.05, 0, 'tumour', 'oncology'),
	('tumor_followed_up', 'tumor_followup_due', 'share', 0.82, 1, 'one', 'oncology'),
	('cancer_pain_inpatients', 'discharges', 'share', 0.012, 0, 'tumour', 'oncology'),
	('cancer_pain_standard', 'cancer_pain_inpatients', 'share', 0.84, 1, 'one', 'oncology'),
	('esoph_ca_endoscopy', 'discharges', 'share', 0.0022, 0, 'one', 'endoscopy'),
	('esoph_ca_early', 'esoph_ca_endoscopy', 'share', 0.3, 1, 'one', 'endoscopy'),
	('vaginal_deliveries', 'discharges', 'share', 0.03, 0, 'births', 'obstetrics'),
	('vag_pph', 'vaginal_deliveries', 'share', 0.03, -1, 'one', 'obstetrics'),
	('vag_severe_compl', 'vaginal_deliveries', 'share', 0.012, -1, 'one', 'obstetrics'),
	('vag_severe_laceration', 'vaginal_deliveries', 'share', 0.003, -1, 'one', 'obstetrics'),
	('vag_wound_compl', 'vaginal_deliveries', 'share', 0.004, -1, 'one', 'obstetrics'),
	('puerperal_infection', 'vaginal_deliveries', 'share', 0.003, -1, 'one', 'obstetrics'),
	('dialysis_patients', 'beds', 'exact', 0.22, 0, 'one', 'dialysis'),
	('dialysis_hb_ok', 'dialysis_patients', 'share', 0.66, 1, 'one', 'dialysis'),
	('dialysis_p_ok', 'dialysis_patients', 'share', 0.53, 1, 'one', 'dialysis'),
	('hd_cvc_days', 'dialysis_patients', 'amount', 11, 0, 'one', 'dialysis'),
	('hd_crbsi', 'hd_cvc_days', 'events', 0.0011, -1, 'one', 'dialysis'),
	('stroke_rehab_patients', 'discharges', 'share', 0.02, 0, 'rehabilitation', 'rehabilitation'),
	('stroke_adl_improved', 'stroke_rehab_patients', 'share', 0.79, 1, 'one', 'rehabilitation'),
	('us_dx_verified', 'discharges', 'share', 0.09, 0, 'one', 'imaging'),
	('us_dx_concordant', 'us_dx_verified', 'share', 0.89, 1, 'one', 'imaging'),
	('rad_dx_verified', 'discharges', 'share', 0.12, 0, 'one', 'imaging'),
	('rad_dx_concordant', 'rad_dx_verified', 'share', 0.91, 1, 'one', 'imaging'),
	('lab_eqa_due', 'one', 'exact', 120, 0, 'weight', 'laboratory'),
	('lab_eqa_joined', 'lab_eqa_due', 'share', 0.97, 1, 'one', 'laboratory'),
	('lab_eqa_passed', 'lab_eqa_joined', 'share', 0.965, 1, 'one', 'laboratory'),
	('molpath_eqa_due', 'one', 'exact', 11, 0, 'weight', 'molecular'),
	('molpath_eqa_joined', 'molpath_eqa_due', 'share', 0.8, 1, 'one', 'molecular'),
	('op_visits', 'visits', 'amount', 1, 0, 'one', 'outpatient'),
	('op_std_dx', 'op_visits', 'share', 0.79, 1, 'one', 'outpatient'),
	('op_appointments', 'op_visits', 'share', 0.62, 1, 'one', 'outpatient'),
	('op_wait_patients', 'op_appointments', 'share', 0.9, 0, 'one', 'outpatient'),
	('op_wait_minutes', 'op_wait_patients', 'amount', 19, -1, 'one', 'outpatient'),
	('op_infusions', 'op_visits', 'share', 0.045, -1, 'one', 'outpatient'),
	('op_rx', 'op_visits', 'share', 0.7, 0, 'one', 'outpatient'),
	('op_rx_audited', 'op_rx', 'share', 0.84, 1, 'one', 'outpatient'),
	('op_rx_audit_passed', 'op_rx_audited', 'share', 0.986, 1, 'one', 'outpatient'),
	('op_emr_visits', 'op_visits', 'share', 0.9, 1, 'one', 'outpatient'),
	('op_structured_visits', 'op_emr_visits', 'share', 0.72, 1, 'one', 'outpatient'),
	('existing_results', 'op_visits', 'amount', 0.12, 0, 'one', 'outpatient'),
	('recognized_results', 'existing_results', 'share', 0.56, 1, 'one', 'outpatient'),
	('mr_item_min_eqa', 'one', 'answer', 0.95, 0, 'one', 'laboratory'),
	('flu_antiviral_patients', 'op_visits', 'share', 0.006, 0, 'one', 'influenza'),
	('flu_antiviral_positive', 'flu_antiviral_patients', 'share', 0.55, 1, 'one', 'influenza'),
	('glaucoma_patients', 'op_visits', 'share', 0.003, 0, 'eyes', 'ophthalmology'),
	('glaucoma_gonioscopy', 'glaucoma_patients', 'share', 0.52, 1, 'one', 'ophthalmology'),
	('medical_staff', 'staff', 'exact', 1, 0, 'one', 'any'),
	('staff_trained_basics', 'medical_staff', 'share', 0.93, 1, 'one', 'any'),
	('coders', 'staff', 'exact', 0.008, 0, 'one', 'inpatient'),
	('coders_certified', 'coders', 'share', 0.78, 1, 'one', 'inpatient'),
	('tcm_integration_done', 'one', 'answer', 0.9, 0, 'one', 'any'),
	('mutual_recognition_institutions', 'one', 'answer', 0.94, 0, 'one', 'any'),
	('checkup_abnormal', 'one', 'amount', 340, 0, 'one', 'examination'),
	('checkup_abn_followed', 'checkup_abnormal', 'share', 0.83, 1, 'one', 'examination'),
	('ems_dispatches', 'one', 'amount', 9600, 0, 'one', 'dispatch'),
	('ems_response_minutes', 'ems_dispatches', 'amount', 11.6, -1, 'one', 'dispatch');

-- By definition, or nearly always, one of both.
UPDATE demo_element SET within = item.within
FROM (VALUES
	('ga_temp_monitored', 'anes_temp_monitored'),
	('ihca_patients', 'ca_cpr_patients'),
	('ihca_rosc_20min', 'ca_rosc_20min'),
	('septic_bundle_1h', 'septic_bundle_3h'),
	('septic_bundle_6h', 'septic_bundle_3h'),
	('hd_crbsi', 'vasc_crbsi')
) AS item (code, within)
WHERE item.code = demo_element.code;

-- Standard deviations of single values, as parts of their mean; some institutions fill them in.
CREATE TEMPORARY TABLE demo_deviation (
	code text PRIMARY KEY,
	variation double precision NOT NULL
) ON COMMIT DROP;

INSERT INTO demo_deviation (code, variation) VALUES
	('iv_infusions_sd', 0.7),
	('iv_volume_ml_sd', 0.65),
	('iv_drug_kinds_sd', 0.55),
	('resus_room_stay_hours_sd', 0.9),
	('single_disease_bed_days_sd', 0.6),
	('single_disease_cost_sd', 0.8),
	('drg_weight_sd', 0.75),
	('op_wait_minutes_sd', 0.8),
	('ems_response_minutes_sd', 0.45);

DO $$
DECLARE
	forgotten text;
BEGIN
	SELECT string_agg(DISTINCT part, ', ') INTO forgotten
	FROM zhiheng.programme_indicator AS asked
	CROSS JOIN LATERAL unnest(ARRAY[asked.numerator, asked.denominator, asked.deviation]) AS part
	WHERE part IS NOT NULL AND part NOT IN (SELECT code FROM demo_element UNION ALL SELECT code FROM demo_deviation);
	ASSERT forgotten IS NULL, 'no rule for ' || forgotten;
END
$$;
