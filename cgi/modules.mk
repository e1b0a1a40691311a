# The modules of every folder here, one line each.
CORE := \
	arena \
	buffer \
	chart \
	chart_view \
	credit_code \
	csv \
	db \
	db_connection \
	db_console \
	encoding \
	form \
	form_check \
	gateway \
	html \
	initials \
	json \
	list \
	list_act \
	list_view \
	multipart \
	page \
	page_fail \
	page_tag \
	once \
	page_parts \
	page_table \
	password \
	query \
	request \
	resume \
	route \
	rows \
	sandbox \
	session \
	status \
	tag \
	template \
	text \
	view \
	xlsx

MEASURE := \
	change \
	chart \
	comparison \
	decimal \
	distribution \
	funnel \
	goal \
	grade \
	interval \
	kind \
	order \
	overdispersion \
	quadrature \
	quantile \
	rank \
	rank_belief \
	rank_distribution \
	rank_simulation \
	rate \
	screen \
	suppress

# Between the two above and the audiences: rows of results into measure's units and into words.
RESULT := \
	bulletin \
	check \
	correction \
	definition \
	file \
	grade \
	grade_effect \
	grade_row \
	grade_view \
	ledger \
	line \
	peer_chart \
	overview \
	peers \
	plot_caterpillar \
	plot_funnel \
	plot_history \
	plot_spine \
	plot_trend \
	screen \
	sheet \
	spine \
	signal \
	signal_value \
	table \
	trend \
	trend_view \
	value

# What an edition consists of, its arithmetic and its files: shared by worker and console.
EDITION := \
	compute \
	content \
	document \
	exchange \
	grade \
	manifest \
	meet \
	mask \
	mask_solve \
	table

ACCOUNT := \
	activate \
	confirm \
	home \
	main \
	password \
	secret \
	sign_in

INSTITUTION := \
	api_body \
	api_return \
	baseline \
	baseline_form \
	breakdown \
	check \
	check_view \
	correction \
	department \
	draft \
	entry \
	evidence \
	evidence_store \
	evidence_type \
	filing \
	home \
	inbox \
	ledger \
	ledger_form \
	ledger_list \
	ledger_new \
	machine \
	main \
	message \
	note \
	portion \
	preview \
	receipt \
	result \
	result_file \
	result_grade \
	result_indicator \
	result_spine \
	return \
	return_posted \
	return_view \
	returns \
	sample \
	template \
	template_book \
	template_sheet \
	upload \
	upload_import \
	upload_part \
	upload_sheet \
	upload_table \
	upload_view

COMMISSION := \
	account \
	account_list \
	account_new \
	baseline \
	baseline_list \
	bulletin \
	computation \
	computation_file \
	correction \
	edition \
	evidence \
	edition_act \
	filter \
	grade \
	grade_proposal \
	home \
	indicator \
	indicator_file \
	indicator_group \
	indicator_list \
	institution \
	institution_activate \
	institution_file \
	institution_grade \
	institution_import \
	institution_line \
	institution_list \
	institution_result \
	institution_screen \
	institution_sheet \
	institution_trend \
	institution_words \
	ledger \
	ledger_evidence \
	ledger_list \
	ledger_new \
	ledger_term \
	main \
	matrix \
	matrix_county \
	matrix_file \
	matrix_read \
	message \
	navigation \
	organisation \
	programme \
	programme_adopt \
	programme_grade \
	programme_grade_draft \
	programme_grade_effect \
	programme_indicator \
	programme_list \
	programme_period \
	programme_veto \
	return \
	return_list \
	scope \
	signal

DISCLOSURE := \
	api \
	bulletin \
	catalogue \
	catalogue_entry \
	compare \
	edition \
	edition_trend \
	feed \
	find \
	grade \
	home \
	indicator \
	indicator_chart \
	institution \
	main \
	method \
	method_example \
	method_grade \
	nearest \
	number \
	period \
	period_map \
	region \
	text

WORKER := \
	archive \
	compute \
	compute_store \
	files \
	load \
	main \
	notice \
	print \
	publish \
	store \
	suppress \
	worker

CONSOLE := \
	account \
	catalogue \
	catalogue_check \
	catalogue_form \
	console \
	demo \
	evidence \
	fault \
	key \
	main \
	measure \
	measure_chart \
	measure_funnel \
	measure_grade \
	measure_interval \
	measure_kind \
	measure_rank \
	measure_sheet \
	measure_suppress \
	migrate \
	rebuild \
	recompute \
	region \
	site \
	table \
	verify \
	verify_content

IMPORTER := \
	archive \
	main \
	read \
	report \
	workbook \
	worksheet
