# BookShop Support.  `make run` tries it, `make test` tests it, `make` lists the
# targets.  Every output goes below $(BUILD).

CXX      ?= g++
CXXFLAGS ?= -O2 -g1
# For instance SANITIZE=address,undefined
SANITIZE ?=
# A negative control for the crash test: FAULT=ack-before-write answers first,
# FAULT=journal-after-append tells the index last.
FAULT    ?=
# Builds with SANITIZE or FAULT have folders of their own.  After another change
# of flags, run `make clean`.
BUILD    ?= build$(SANITIZE:%=/sanitized)$(FAULT:%=/fault)
$(if $(word 2,$(BUILD)),$(error BUILD=$(BUILD): a name with spaces cannot be used))
# For instance RUN="--port 9000 --folder /srv/trial"; see conf/trial
RUN      ?=
# For instance TEST="unit web"; see tests/run
TEST     ?=
# For instance BENCH=full; see tests/bench/README
BENCH    ?=
# V=1 shows whole commands
V        ?=

# Debian leaves these out of the PATH of an ordinary user.
export PATH := $(or $(PATH),/usr/local/bin:/usr/bin:/bin):/usr/local/sbin:/usr/sbin:/sbin
# bash and perl complain about a locale that is not installed.
export LC_ALL := C.UTF-8
# A command is shown as one word and the file, or not at all under make -s.
Q         = $(if $(V),,@)
is_silent = $(findstring s,$(filter-out --%,$(firstword $(MAKEFLAGS))))
say       = $(if $(V)$(is_silent),,@echo "$(1) $(2)")

.DEFAULT_GOAL = help

# g++ 12 gives false warnings of these kinds about std::string.
WARN  = -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
        -Wno-array-bounds -Wno-stringop-overread -Wno-stringop-overflow
HARD  = -fstack-protector-strong -fstack-clash-protection -fcf-protection \
        -D_GLIBCXX_ASSERTIONS -fPIE
ifeq ($(SANITIZE),)
HARD += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
endif
FLAGS = -std=c++23 $(WARN) $(HARD) $(CXXFLAGS) -Ifcgi -Winvalid-pch -MMD -MP \
        $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer \
          -fno-sanitize-recover=all) \
        $(if $(FAULT),-DFAULT_$(subst -,_,$(FAULT)))
LINK  = -pie -Wl,-z,relro,-z,now $(if $(SANITIZE),-fsanitize=$(SANITIZE))
LIBS  = -lfcgi -lsqlite3 -lsodium -lboost_json

ROOMS   = base process store http index desk web ctl
SOURCES = $(foreach room,$(ROOMS),$(wildcard fcgi/$(room)/*.cc))
OBJECTS = $(SOURCES:%.cc=$(BUILD)/%.o)
# The unit tests of a room are compiled as one source: what they share is parsed
# and instantiated once, which takes a third of the time.
UNIT    = $(ROOMS:%=$(BUILD)/tests/unit/%_tests.o) \
          $(BUILD)/tests/unit/main.o $(BUILD)/tests/unit/sick_disk.o
FUZZ    = $(patsubst tests/fuzz/%.cc,$(BUILD)/%,$(wildcard tests/fuzz/*_fuzz.cc))

# Each target with "## " and a sentence is listed.
help:
	@echo "BookShop Support"
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1 | /p' Makefile | \
	  while IFS='|' read -r target words; do \
	    printf '  %-21s%s\n' "$$target" "$$words"; done
	@echo
	@echo "Begin with \"make run\" or \"make test\"; README.md has more."

build: ## compiles the programs and bundles the widget
build: $(BUILD)/supportd $(BUILD)/supportctl $(BUILD)/static/js/chat-widget.js

# What httpd serves as /support/static/, the widget's script and sheet among it.
$(BUILD)/static/js/chat-widget.js: $(shell find widget htdocs/static -type f) \
                                   | check-build
	$(call say,BUNDLE,$@)
	$(Q)rm -rf $(BUILD)/static && mkdir -p $(BUILD)
	$(Q)cp -r htdocs/static $(BUILD)/
	$(Q)esbuild widget/chat-widget.css --minify --log-level=warning \
	  --outfile=$(BUILD)/static/css/chat-widget.css
	$(Q)esbuild widget/chat-widget.js widget/chat-forms.js widget/chat-words-*.js \
	  --bundle --minify --target=es2022 --log-level=warning --outdir=$(@D)

$(BUILD)/supportd $(BUILD)/supportctl: $(BUILD)/%: $(BUILD)/fcgi/%.o $(BUILD)/libsupport.a
	$(call say,LINK,$@)
	$(Q)$(CXX) $(LINK) -o $@ $^ $(LIBS)

$(BUILD)/libsupport.a: $(OBJECTS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/unit-tests: $(UNIT) $(BUILD)/libsupport.a
	$(call say,LINK,$@)
	$(Q)$(CXX) $(LINK) -o $@ $^ $(LIBS) -lboost_unit_test_framework

$(FUZZ): $(BUILD)/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/driver.o $(BUILD)/libsupport.a
	$(call say,LINK,$@)
	$(Q)$(CXX) $(LINK) -o $@ $^ $(LIBS)

unit-tests: $(BUILD)/unit-tests
fuzzers: $(FUZZ)

# A precompiled header, which halves the time of a build.
$(BUILD)/%.h.gch: %.h | check-build
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)cp $< $(@:%.gch=%)
	$(Q)$(CXX) $(FLAGS) -x c++-header -o $@ $(@:%.gch=%)

.SECONDARY: $(BUILD)/fcgi/prelude.h.gch
PRELUDE = $(BUILD)/fcgi/prelude.h
$(BUILD)/%.o: %.cc $(BUILD)/fcgi/prelude.h.gch
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) $(FLAGS) $(PRELUDE:%=-include %) -c -o $@ $<

# Tests are compiled without optimisation, the code under test as it is shipped.
$(BUILD)/tests/unit/%: private PRELUDE = $(BUILD)/tests/unit/boost_test.h
$(BUILD)/tests/unit/%: private FLAGS += -O0 -U_FORTIFY_SOURCE
$(BUILD)/tests/unit/main.o: private PRELUDE =
$(UNIT): $(BUILD)/tests/unit/boost_test.h.gch
$(BUILD)/tests/unit/boost_test.h.gch: | check-build-tests
.SECONDEXPANSION:
$(BUILD)/tests/unit/%_tests.o: $$(wildcard tests/unit/$$*_*_test.cc)
	@mkdir -p $(@D)
	$(call say,CXX,$@)
	$(Q)$(CXX) $(FLAGS) -Wno-subobject-linkage \
	  $(patsubst %,-include %,$(PRELUDE) $(filter %.cc,$^)) \
	  -c -o $@ -x c++ /dev/null

# Names missing headers in one sentence, before the compiler fails.
HEADERS = fcgiapp.h sqlite3.h sodium.h boost/json.hpp kainjow/mustache.hpp
check-build:
	@conf/check-build $(BUILD) "$(CXX)" $(HEADERS)
check-build-tests:
	@conf/check-build $(BUILD) "$(CXX)" boost/test/unit_test.hpp

# --- trying and testing it ---------------------------------------------------

FOR_RUN  = apache2-bin libapache2-mod-xsendfile libfcgi-dev libboost1.81-dev \
           libboost-json1.81-dev libkainjow-mustache-dev libsodium-dev \
           libsqlite3-dev tzdata esbuild g++ make
FOR_TEST = libboost-test1.81-dev chromium-headless-shell strace mandoc python3 \
           python3-prometheus-client php-cli ca-certificates rsync
# `make bench` alone
FOR_BENCH = wrk
# `make test-faults` alone
FOR_FAULTS = qemu-system-x86 busybox-static e2fsprogs xfsprogs dmsetup cpio
# `make test-dates` alone
FOR_DATES = faketime
NODE     = tests/node_modules/.package-lock.json

# Make with all processors, and something to see while a compiler is silent.
# exec: no shell in between that would report a Ctrl-C.
JOBS     = $(if $(filter -j%,$(MAKEFLAGS)),,-j$$(nproc))
MAKE_ALL = exec conf/progress building $(MAKE) --no-print-directory $(JOBS)

run: check-run deps-run ## installs what is missing, builds, and starts a demo shop
	+@$(MAKE_ALL) build
	@exec setpriv --pdeathsig TERM -- conf/trial run --build $(BUILD) $(RUN)

# Wrong options are told before anything is installed.
check-run:
	@conf/trial check --build $(BUILD) $(RUN)

test: deps-test ## installs what is missing, builds, and runs every test
	+@$(MAKE_ALL) build $(NODE)
	@BUILD="$(abspath $(BUILD))" exec tests/run $(TEST)

# PART="crash storm" chooses parts.
test-faults: deps-faults ## runs all tests of kills, full disks and power cuts (slow)
	+@$(MAKE_ALL) build $(NODE)
	@BUILD="$(abspath $(BUILD))" exec tests/faults/run full $(PART)

test-dates: deps-dates ## runs unit and web tests at other dates and in other zones
	+@$(MAKE_ALL) build $(NODE)
	@BUILD="$(abspath $(BUILD))" exec tests/dates/run

bench: deps-bench ## measures speed; BENCH=full takes longer
	+@$(MAKE_ALL) build $(NODE)
	@BUILD="$(abspath $(BUILD))" exec tests/bench/run $(BENCH)

lint: $(NODE) ## checks the sources without running them
	@tests/floors

install-deps: deps-test ## installs the Debian packages for run and test

INSTALL = conf/install-packages --target $@
deps-run:
	@$(INSTALL) $(FOR_RUN)
deps-test:
	@$(INSTALL) --node $(FOR_RUN) $(FOR_TEST)
deps-faults:
	@$(INSTALL) --node $(FOR_RUN) $(FOR_TEST) $(FOR_FAULTS)
deps-bench:
	@$(INSTALL) --node $(FOR_RUN) $(FOR_TEST) $(FOR_BENCH)
deps-dates:
	@$(INSTALL) --node $(FOR_RUN) $(FOR_TEST) $(FOR_DATES)

$(NODE): tests/package.json tests/package-lock.json
	@tests/install-node-modules

clean: ## removes the build folder, with the data of a demo shop in it
	rm -rf $(BUILD)

.PHONY: help build check-build check-build-tests unit-tests fuzzers run \
        check-run test test-faults test-dates bench lint install-deps \
        deps-run deps-test deps-faults deps-bench deps-dates clean
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
