# BookShop Support.  `make run` tries it, `make test` tests it.
# Every output goes below $(BUILD).

CXX      ?= g++
CXXFLAGS ?= -O2 -g1
# For instance SANITIZE=address,undefined
SANITIZE ?=
# A negative control for the crash test: FAULT=ack-before-write answers first,
# FAULT=journal-after-append tells the index last.
FAULT    ?=
# Other flags, other folder: no object serves two of them.
BUILD    ?= build$(SANITIZE:%=/sanitized)$(FAULT:%=/fault)
# For instance RUN="--port 9000 --folder /srv/trial"; see conf/trial
RUN      ?=
# For instance TEST="unit web"; see tests/run
TEST     ?=
# For instance BENCH=full; see tests/bench/README
BENCH    ?=

# g++ 12 is mistaken about std::string, and says so of a precompiled header.
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

build: $(BUILD)/supportd $(BUILD)/supportctl $(BUILD)/static/js/chat-widget.js

# What httpd serves as /support/static/, the widget's script and sheet among it.
$(BUILD)/static/js/chat-widget.js: $(shell find widget htdocs/static -type f)
	rm -rf $(BUILD)/static && mkdir -p $(BUILD)
	cp -r htdocs/static $(BUILD)/
	esbuild widget/chat-widget.css --minify --log-level=warning \
	  --outfile=$(BUILD)/static/css/chat-widget.css
	esbuild widget/chat-widget.js widget/chat-forms.js widget/chat-words-*.js \
	  --bundle --minify --target=es2022 --log-level=warning --outdir=$(@D)

$(BUILD)/supportd $(BUILD)/supportctl: $(BUILD)/%: $(BUILD)/fcgi/%.o $(BUILD)/libsupport.a
	$(CXX) $(LINK) -o $@ $^ $(LIBS)

$(BUILD)/libsupport.a: $(OBJECTS)
	rm -f $@ && ar rcs $@ $^

$(BUILD)/unit-tests: $(UNIT) $(BUILD)/libsupport.a
	$(CXX) $(LINK) -o $@ $^ $(LIBS) -lboost_unit_test_framework

$(FUZZ): $(BUILD)/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/driver.o $(BUILD)/libsupport.a
	$(CXX) $(LINK) -o $@ $^ $(LIBS)

unit-tests: $(BUILD)/unit-tests
fuzzers: $(FUZZ)

# A header that the compiler has parsed already: half the time of a build.
$(BUILD)/%.h.gch: %.h
	@mkdir -p $(@D)
	cp $< $(@:%.gch=%)
	$(CXX) $(FLAGS) -x c++-header -o $@ $(@:%.gch=%)

.SECONDARY: $(BUILD)/fcgi/prelude.h.gch
PRELUDE = $(BUILD)/fcgi/prelude.h
$(BUILD)/%.o: %.cc $(BUILD)/fcgi/prelude.h.gch
	@mkdir -p $(@D)
	$(CXX) $(FLAGS) $(PRELUDE:%=-include %) -c -o $@ $<

# Tests are compiled quickly; what they test is compiled as it is shipped.
$(BUILD)/tests/unit/%: private PRELUDE = $(BUILD)/tests/unit/boost_test.h
$(BUILD)/tests/unit/%: private FLAGS += -O0 -U_FORTIFY_SOURCE
$(BUILD)/tests/unit/main.o: private PRELUDE =
$(UNIT): $(BUILD)/tests/unit/boost_test.h.gch
.SECONDEXPANSION:
$(BUILD)/tests/unit/%_tests.o: $$(wildcard tests/unit/$$*_*_test.cc)
	@mkdir -p $(@D)
	$(CXX) $(FLAGS) -Wno-subobject-linkage \
	  $(patsubst %,-include %,$(PRELUDE) $(filter %.cc,$^)) \
	  -c -o $@ -x c++ /dev/null

# --- trying and testing it ---------------------------------------------------

FOR_RUN  = apache2-bin libapache2-mod-xsendfile libfcgi-dev libboost1.81-dev \
           libboost-json1.81-dev libkainjow-mustache-dev libsodium-dev \
           libsqlite3-dev tzdata esbuild g++ make
FOR_TEST = libboost-test1.81-dev chromium-headless-shell strace wrk curl mandoc python3 \
           python3-prometheus-client php-cli procps ca-certificates rsync
# `make test-faults` alone
FOR_FAULTS = qemu-system-x86 busybox-static e2fsprogs xfsprogs dmsetup cpio
# `make test-dates` alone
FOR_DATES = faketime
NODE     = tests/node_modules/.package-lock.json

run: deps-run
	@$(MAKE) --no-print-directory -j$$(nproc) build
	@conf/trial run --build $(BUILD) $(RUN)

test: deps-test
	@$(MAKE) --no-print-directory -j$$(nproc) build $(NODE)
	@BUILD=$(abspath $(BUILD)) exec tests/run $(TEST)

# The whole fault matrix, which takes long; PART="crash storm" chooses parts.
test-faults: deps-faults
	@$(MAKE) --no-print-directory -j$$(nproc) build $(NODE)
	@BUILD=$(abspath $(BUILD)) exec tests/faults/run full $(PART)

# The unit and web tests at other dates and in other time zones.
test-dates: deps-dates
	@$(MAKE) --no-print-directory -j$$(nproc) build $(NODE)
	@BUILD=$(abspath $(BUILD)) exec tests/dates/run

bench: deps-test
	@$(MAKE) --no-print-directory -j$$(nproc) build $(NODE)
	@BUILD=$(abspath $(BUILD)) exec tests/bench/run $(BENCH)

lint: $(NODE)
	@tests/floors

install-deps: deps-run deps-test

# Asks apt only for what is missing, and for Node only where there is none.
deps-run deps-test deps-faults deps-dates:
	@command -v dpkg-query >/dev/null || { \
	  echo "no Debian: see to it that you have: $(FOR_RUN)"; exit 0; }; \
	want="$(FOR_RUN)"; \
	if [ $@ != deps-run ]; then want="$$want $(FOR_TEST)"; \
	  command -v node >/dev/null || want="$$want nodejs"; \
	  command -v npm >/dev/null || want="$$want npm"; fi; \
	if [ $@ = deps-faults ]; then want="$$want $(FOR_FAULTS)"; fi; \
	if [ $@ = deps-dates ]; then want="$$want $(FOR_DATES)"; fi; \
	miss=; for p in $$want; do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | \
	    grep -q 'ok installed' || miss="$$miss $$p"; done; \
	[ -n "$$miss" ] || exit 0; \
	echo "installing:$$miss"; \
	sudo=; [ $$(id -u) = 0 ] || sudo=sudo; \
	$$sudo apt-get update -qq && \
	$$sudo env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends $$miss >/dev/null

$(NODE): tests/package.json tests/package-lock.json
	@npm ci --prefix tests --ignore-scripts --no-audit --no-fund --silent
	@touch $@

clean:
	rm -rf $(BUILD)

.PHONY: build unit-tests fuzzers run test test-faults test-dates bench lint \
        install-deps deps-run deps-test deps-faults deps-dates clean
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
