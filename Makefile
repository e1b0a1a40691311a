# Zhiheng: one GNU Makefile, no configure.  Everything generated goes to $(BUILD).
#   make            the programs          make run    the whole portal on port 8080
#   make test       all tests             make bench  ratios against the limits of this machine
#   make check      lint, sanitizers, fuzzing of the parsers (FUZZ_SECONDS each)
# SANITIZE=1 builds with AddressSanitizer and UndefinedBehaviorSanitizer into build/sanitize.

SHELL  := /bin/bash
PREFIX ?= /usr
CC     ?= gcc

ifdef SANITIZE
BUILD    ?= build/sanitize
HARDEN   := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDHARDEN := -fsanitize=address,undefined
else
BUILD    ?= build
HARDEN   := -O2 -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fPIE
LDHARDEN := -pie -Wl,-z,relro,-z,now,--as-needed
endif

WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
            -Wmissing-prototypes -Wvla -Werror
CPPFLAGS += -D_POSIX_C_SOURCE=200809L -Icgi -I$(BUILD)/generated -isystem /usr/include/postgresql
CFLAGS   := -std=c17 -g $(WARN) $(HARDEN) $(CFLAGS)
LDFLAGS  := $(LDHARDEN) $(LDFLAGS)

AUDIENCES := account institution commission disclosure

# ---- what links with what ---------------------------------------------------------------------
CORE_LIBS     := -lfcgi -lpq -lsodium -lxlsxwriter
MEASURE_LIBS  := -lgsl -lgslcblas -lm
# What only one program needs.
$(BUILD)/bin/institution.fcgi: OWN_LIBS := -lmagic
IMPORTER_LIBS := -lzip -lexpat -lm

# What lies in the listed folders is built: a new file needs no line here.
# $(call objects,FOLDER): those of its sources and of its subfolders'.
sources = $(wildcard $(1)/*.c $(1)/*/*.c)
objects = $(patsubst cgi/%.c,$(BUILD)/object/%.o,$(call sources,cgi/$(1)))

core_objects    := $(call objects,core)
measure_objects := $(call objects,measure)
figure_objects  := $(call objects,figure)
dossier_objects := $(call objects,dossier)
edition_objects := $(call objects,edition)
core_library    := $(BUILD)/libcore.a
measure_library := $(BUILD)/libmeasure.a
figure_library  := $(BUILD)/libfigure.a
dossier_library := $(BUILD)/libdossier.a
edition_library := $(BUILD)/libedition.a
libraries       := $(edition_library) $(dossier_library) $(figure_library) $(core_library) \
                   $(measure_library)

# A program: its own folder, and the statements that stand in its folder of sql/.
$(foreach a,$(AUDIENCES) worker console,$(eval \
    $(a)_objects := $(call objects,$(a)) $(BUILD)/object/generated/$(a)_query.o))
# Migrations run before the console's other statements could be prepared.
console_objects += $(BUILD)/object/generated/migrate_query.o
importer_objects := $(call objects,importer)

PROGRAMS := $(AUDIENCES:%=$(BUILD)/bin/%.fcgi) $(BUILD)/bin/worker $(BUILD)/bin/zhiheng \
            $(BUILD)/bin/importer

.PHONY: all programs
all: programs static
programs: $(PROGRAMS) $(BUILD)/region.csv

$(core_library): $(core_objects)
$(measure_library): $(measure_objects)
$(figure_library): $(figure_objects)
$(dossier_library): $(dossier_objects)
$(edition_library): $(edition_objects)
$(libraries):
	@echo "  AR    $@"
	@rm -f $@ && $(AR) rcs $@ $^

define program
$(1): $(2) $(libraries)
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	@$$(CC) $$(LDFLAGS) -o $$@ $(2) $(libraries) $$(CORE_LIBS) $$(MEASURE_LIBS) $$(OWN_LIBS)
endef
$(foreach a,$(AUDIENCES),$(eval $(call program,$(BUILD)/bin/$(a).fcgi,$($(a)_objects))))
$(eval $(call program,$(BUILD)/bin/worker,$(worker_objects)))
$(eval $(call program,$(BUILD)/bin/zhiheng,$(console_objects)))

# What reads strangers' files links with no database and no FastCGI.
$(BUILD)/bin/importer: $(importer_objects) $(core_library)
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(IMPORTER_LIBS)

$(BUILD)/object/generated/%.o: $(BUILD)/generated/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/object/%.o: cgi/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# ---- SQL statements into C ----------------------------------------------------------------------
# A program's statements stand beside the views they read: sql/<program>/<word>.query.sql; those that
# programs share, beside the views that each of their schemas gets.
queries = $(filter-out sql/console/migrate.query.sql,$(wildcard sql/$(1)/*.query.sql \
          $(foreach folder,session dossier,$(if $(filter $(1),$(sharing_$(folder))),sql/$(folder)/*.query.sql))))
sharing_session := account commission institution
sharing_dossier := commission institution
migrate_queries := sql/console/migrate.query.sql

define embed
$(BUILD)/generated/$(1)_query.h: $(2) sql/embed.awk
	@mkdir -p $$(@D)
	awk -v audience=$(1) -v part=h -f sql/embed.awk $$(filter %.sql,$$^) > $$@.part && mv $$@.part $$@

$(BUILD)/generated/$(1)_query.c: $(2) sql/embed.awk $(BUILD)/generated/$(1)_query.h
	@mkdir -p $$(@D)
	awk -v audience=$(1) -v part=c -f sql/embed.awk $$(filter %.sql,$$^) > $$@.part && mv $$@.part $$@
endef
$(foreach a,$(AUDIENCES) worker console,$(eval $(call embed,$(a),$(call queries,$(a)))))
$(eval $(call embed,migrate,$(migrate_queries)))

# The prototypes of a program's handlers, out of its table of routes.
$(BUILD)/generated/%_page.h: cgi/%/main.c cgi/prototypes.awk
	@mkdir -p $(@D)
	awk -v audience=$* -f cgi/prototypes.awk $< > $@.part && mv $@.part $@

# A program's objects need its generated headers before their first compilation.
$(foreach a,$(AUDIENCES) worker console,$(eval $($(a)_objects): | $(BUILD)/generated/$(a)_query.h))
$(foreach a,$(AUDIENCES),$(eval $($(a)_objects): | $(BUILD)/generated/$(a)_page.h))
$(console_objects): | $(BUILD)/generated/migrate_query.h
.SECONDARY:

# ---- front end ----------------------------------------------------------------------------------
NODE ?= node
NPM  ?= npm
SASS := static/node_modules/.bin/sass --quiet-deps --no-source-map --style=compressed \
        --load-path=static/node_modules

# Pages and their style sheet that nginx sends when no program answers.
error_pages := $(wildcard templates/error/*)

# Sheets that are no part (_name.scss) of another, the scripts as one, the icons as one, the rest as it is.
style_sheets := $(filter-out _%,$(notdir $(wildcard static/css/*.scss)))
static_files := \
	$(patsubst %.scss,$(BUILD)/static/%.css,$(style_sheets)) \
	$(BUILD)/static/zhiheng.js \
	$(BUILD)/static/icons.svg \
	$(patsubst static/image/%,$(BUILD)/static/%,$(wildcard static/image/*.svg)) \
	$(patsubst static/api/%,$(BUILD)/static/%,$(wildcard static/api/*.json)) \
	$(error_pages:templates/error/%=$(BUILD)/static/error/%)

.PHONY: static
static: $(static_files) $(static_files:%=%.gz)

# The stamp lies inside, so that it goes away with what it stands for.
%/node_modules/.stamp: %/package-lock.json %/package.json
	cd $* && $(NPM) ci --no-progress
	@touch $@

$(BUILD)/static/%.css: static/css/%.scss $(wildcard static/css/_*.scss) static/node_modules/.stamp
	@mkdir -p $(@D)
	$(SASS) $< $@.part && mv $@.part $@

$(BUILD)/static/icons.svg: static/sprite.js static/icons.txt static/node_modules/.stamp
	@mkdir -p $(@D)
	$(NODE) $< > $@.part && mv $@.part $@

# One file for every page, in the order of their numbers.
$(BUILD)/static/zhiheng.js: $(sort $(wildcard static/js/*.js))
	@mkdir -p $(@D)
	cat $^ > $@.part && mv $@.part $@

$(BUILD)/static/%.svg: static/image/%.svg
	@mkdir -p $(@D)
	cp $< $@

$(BUILD)/static/%.json: static/api/%.json
	@mkdir -p $(@D)
	cp $< $@

$(BUILD)/static/error/%: templates/error/%
	@mkdir -p $(@D)
	cp $< $@

$(BUILD)/region.csv: static/region.js static/node_modules/.stamp
	@mkdir -p $(@D)
	$(NODE) $< > $@.part && mv $@.part $@

$(BUILD)/generated/pinyin.h: static/pinyin.js static/node_modules/.stamp
	@mkdir -p $(@D)
	$(NODE) $< > $@.part && mv $@.part $@
$(BUILD)/object/core/initials.o $(BUILD)/fuzz/object/core/initials.o: $(BUILD)/generated/pinyin.h

# nginx sends these as they are (gzip_static).
$(BUILD)/static/%.gz: $(BUILD)/static/%
	gzip -9 -n -c $< > $@.part && mv $@.part $@

# ---- the whole portal ---------------------------------------------------------------------------
# PORT=, VAR=, DEMO=0, WORKERS=: see deploy/run.
.PHONY: bootstrap run stop reset install
bootstrap:
	deploy/bootstrap run test bench

run:
	deploy/bootstrap run
	+$(MAKE) all
	deploy/run

stop:
	deploy/stop

reset:
	deploy/reset

# Production: DESTDIR=, PREFIX=/usr.
install: all
	DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' BUILD='$(BUILD)' deploy/install

# ---- tests --------------------------------------------------------------------------------------
unit_programs := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

$(BUILD)/tests/%: tests/unit/%.c $(libraries)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-missing-prototypes -Itests/unit -MMD -MP $(LDFLAGS) -o $@ \
	    $(filter %.c %.o,$^) $(libraries) -lcmocka -lzip $(CORE_LIBS) $(MEASURE_LIBS)

$(BUILD)/tests/test_print: $(BUILD)/object/worker/print.o

.PHONY: test-unit
test-unit: $(unit_programs)
	@set -e; for program in $(unit_programs); do $$program; done

# The same under AddressSanitizer and UndefinedBehaviorSanitizer.
.PHONY: test-sanitize
test-sanitize:
	+$(MAKE) SANITIZE=1 test-unit

$(BUILD)/tests/check_cases: tests/cases/check.c $(core_library)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(core_library)

# The pages' own script in a real browser, on pages of its own.
.PHONY: test-script
test-script: $(BUILD)/static/zhiheng.js $(BUILD)/static/zhiheng.css tests/node_modules/.stamp
	BUILD=$(BUILD) $(NODE) --test tests/browser/test_script.js tests/browser/test_speed.js

# What the script makes of a sheet against what the server makes of it.
$(BUILD)/tests/sheet_reference: tests/sheet/reference.c $(BUILD)/object/institution/entry.o $(libraries)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(BUILD)/object/institution/entry.o \
	    $(libraries) $(CORE_LIBS) $(MEASURE_LIBS)

.PHONY: test-sheet
test-sheet: $(BUILD)/tests/sheet_reference
	BUILD=$(BUILD) $(NODE) --test tests/sheet

# The worked cases of every statistic, through the command that the operator uses.
.PHONY: test-cases
test-cases: $(BUILD)/bin/zhiheng $(BUILD)/tests/check_cases
	@tests/cases/run $(BUILD)/bin/zhiheng $(BUILD)/tests/check_cases $(BUILD)/cases

# What the methods promise, simulated: each program of tests/methods (with that folder, and how many times
# its draws) prints its figures and ends with 1 if one of them is not kept.  Minutes; METHODS_TIMES=10 for closer figures.
method_checks := $(patsubst tests/methods/%.c,$(BUILD)/methods/%,$(wildcard tests/methods/*.c))

$(BUILD)/methods/%: tests/methods/%.c $(libraries)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(libraries) $(CORE_LIBS) $(MEASURE_LIBS)

.PHONY: check-methods
check-methods: $(method_checks)
	@kept=0; for program in $^; do $$program tests/methods $(METHODS_TIMES) || kept=1; done; exit $$kept

# The importer alone: hostile files, and how much memory they take.
.PHONY: test-import
test-import: $(BUILD)/bin/importer
	IMPORTER=$(BUILD)/bin/importer $(NODE) --test tests/import/*.test.js

# Database, HTTP and browser tests against real portals of their own with the demo's data, their
# programs under sanitizers.
.PHONY: test-portal
test-portal: tests/node_modules/.stamp
	+$(MAKE) SANITIZE=1 BUILD=build/sanitize programs
	SANITIZE=1 tests/portal

# The worker killed at a hundred random moments of publishing, and a third of that of computing;
# test-portal does it ten times.
.PHONY: test-kill
test-kill: all
	KILLS=100 VAR=$(BUILD)/kill deploy/with $(NODE) --test tests/kill/kill.test.js tests/kill/computation.test.js tests/kill/signal.test.js

# Forms of every route posted while programs, connections and workers die: none lost, none doubled.
# POSTS of them, KILLS deaths; test-portal does 300 and 6.
.PHONY: test-posts
test-posts: all
	VAR=$(BUILD)/posts POSTS=$(or $(POSTS),10000) KILLS=$(or $(KILLS),100) deploy/with \
	    $(NODE) --test tests/kill/posts.test.js

# Numbers typed while processes die, lines break, sessions end, pages crash: FAULT_RUNS of it.
.PHONY: test-fault
test-fault: all tests/node_modules/.stamp
	VAR=$(BUILD)/fault FAULT_RUNS=$(or $(FAULT_RUNS),1000) deploy/with $(NODE) --test tests/browser/fault.test.js

# nginx's own answers, and what remains when processes or the database die: a portal of its own.
.PHONY: test-front
test-front: all
	DEMO=0 VAR=$(BUILD)/front deploy/with $(NODE) --test tests/front

# The zhiheng command alone; test-portal has these tests as well.
.PHONY: test-console
test-console: all
	DEMO=0 VAR=$(BUILD)/console deploy/with $(NODE) --test tests/console/*.test.js

# What today's demo publishes otherwise than the editions kept in tests/golden: writes their list anew, whose reasons
# a person types.
.PHONY: golden-differences
golden-differences: all
	VAR=$(BUILD)/golden deploy/with $(NODE) tests/golden/golden.js

# What the build holds of statements and their values, with both compilers.
.PHONY: test-ask
test-ask:
	@tests/ask/run.sh $(CC) $(CPPFLAGS) -std=c17 $(WARN)
	@tests/ask/run.sh $(FUZZ_CC) $(CPPFLAGS) -std=c17 $(WARN)

# What `make test` runs, in this order: one line each.
TESTS := \
	test-lint \
	test-unit \
	test-ask \
	test-sanitize \
	test-cases \
	test-import \
	test-fuzz \
	test-sheet \
	test-script \
	test-front \
	test-portal

.PHONY: test
test:
	deploy/bootstrap run test
	+$(MAKE) all
	+set -e; for test in $(TESTS); do $(MAKE) $$test; done

# The rules of style that a machine can hold.
.PHONY: lint
lint:
	@tests/lint.sh

# The rules themselves: each must find the breach that is planted for it.
.PHONY: test-lint
test-lint:
	$(NODE) --test tests/lint/*.test.js

# Lines and branches of core and measure that the unit tests reach.
# In measure every branch, save those of asserts (they end the program) and the ends of iterations
# that always converge before.
COVERAGE_IGNORED := '.*(\bassert\(|TERMS_MAX).*'
.PHONY: coverage
coverage:
	find build/coverage -name '*.gcda' -delete 2>/dev/null || true
	$(MAKE) BUILD=build/coverage HARDEN='-O0 --coverage' LDHARDEN=--coverage test-unit
	gcovr --root . --filter 'cgi/(core|measure)/' --exclude-branches-by-pattern $(COVERAGE_IGNORED) \
	    --print-summary build/coverage
	gcovr --root . --filter 'cgi/measure/' --branches --fail-under-branch 100 \
	    --exclude-branches-by-pattern $(COVERAGE_IGNORED) build/coverage

# The parsers under random bytes (libFuzzer with sanitizers), FUZZ_SECONDS each, FUZZ_JOBS at a time;
# fails on a crash.
FUZZ_SECONDS ?= 10
FUZZ_JOBS    ?= 2
FUZZ_CC      ?= clang
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

FUZZ_CFLAGS   := -std=c17 -g -O1 $(WARN) -fsanitize=address,undefined -fno-sanitize-recover=all
fuzz_programs := $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%)
fuzz_library  := $(BUILD)/fuzz/libportal.a

$(BUILD)/fuzz/object/%.o: cgi/%.c
	@mkdir -p $(@D)
	$(FUZZ_CC) $(CPPFLAGS) $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

# The importer without its main and the process that it closes off.
fuzz_objects := $(core_objects) $(measure_objects) \
                $(filter-out %/main.o,$(importer_objects))

$(fuzz_library): $(fuzz_objects:$(BUILD)/object/%=$(BUILD)/fuzz/object/%)
	@echo "  AR    $@"
	@rm -f $@ && $(AR) rcs $@ $^

$(fuzz_programs): $(BUILD)/fuzz/%: tests/fuzz/fuzz_%.c $(fuzz_library)
	$(FUZZ_CC) $(CPPFLAGS) $(FUZZ_CFLAGS) -fsanitize=fuzzer -MMD -MP -o $@ $< $(fuzz_library) \
	    $(CORE_LIBS) $(MEASURE_LIBS) $(IMPORTER_LIBS) -lz

.PHONY: fuzz
fuzz: $(fuzz_programs)
	@tests/fuzz/run.sh $(BUILD) $(FUZZ_SECONDS) $(FUZZ_JOBS) $(FUZZ_TARGETS)

# The readers of what strangers send, as part of `make test`.
FUZZ_READERS := csv form import multipart

.PHONY: test-fuzz
test-fuzz: $(FUZZ_READERS:%=$(BUILD)/fuzz/%)
	@tests/fuzz/run.sh $(BUILD) $(FUZZ_SECONDS) $(FUZZ_JOBS) $(FUZZ_READERS)

# How fast it is beside the limits of this machine; see tests/bench/run.js for what can be set.
$(BUILD)/tests/bench_%: tests/bench/%.c $(core_library)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(core_library) $(CORE_LIBS)

.PHONY: bench
bench:
	deploy/bootstrap run bench
	+$(MAKE) all $(BUILD)/tests/bench_hash
	VAR=$(abspath $(BUILD)/bench) DEMO=0 SIGN_IN_RATE=100000r/s SIGN_IN_BURST=100000 \
	    ZHIHENG=$(abspath $(BUILD)/bin/zhiheng) BENCH_HASH=$(abspath $(BUILD)/tests/bench_hash) \
	    deploy/with $(NODE) tests/bench/run.js

# The whole nation's returns through the form; BENCH_INSTITUTIONS=2000 for less.
.PHONY: bench-returns
bench-returns:
	deploy/bootstrap run bench
	+$(MAKE) all $(BUILD)/tests/bench_token
	VAR=$(abspath $(BUILD)/bench) DEMO=0 BENCH_TOKEN=$(abspath $(BUILD)/tests/bench_token) \
	    deploy/with $(NODE) tests/bench/returns.js

# The whole nation's results by the worker; BENCH_INSTITUTIONS=2000 for less.
.PHONY: bench-nation
bench-nation:
	deploy/bootstrap run bench
	+$(MAKE) all
	VAR=$(abspath $(BUILD)/bench) DEMO=0 deploy/with $(NODE) tests/bench/nation.js

# Whether pages get slower by 200,000 returns of other regions; BENCH_HOSPITALS=250 for less.
.PHONY: bench-others
bench-others:
	deploy/bootstrap run bench
	+$(MAKE) all
	VAR=$(abspath $(BUILD)/bench) DEMO=0 WORKERS=1 deploy/with $(NODE) tests/bench/others.js

# How quick a sheet of 300 x 12 cells is under the keys.
.PHONY: bench-grid
bench-grid: $(BUILD)/static/zhiheng.js $(BUILD)/static/zhiheng.css tests/node_modules/.stamp
	BUILD=$(BUILD) $(NODE) tests/browser/test_speed.js | grep -E '^# (paste|key)|^(paste|key)|^not ok'

# What a change is held against besides `make test`.
.PHONY: check
check:
	deploy/bootstrap run test check
	+$(MAKE) lint
	+$(MAKE) test-sanitize
	+$(MAKE) fuzz

.PHONY: clean
clean:
	rm -rf build

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
