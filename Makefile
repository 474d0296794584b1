# BookShop Support.  `make run` tries it, `make test` tests it.
# Every output goes below $(BUILD).

BUILD    ?= build
CXX      ?= g++
CXXFLAGS ?= -O2 -g
SANITIZE ?=
# A negative control for the crash test: FAULT=ack-before-write answers first.
FAULT    ?=

WARN  = -Wall -Wextra -Wpedantic -Wshadow -Wconversion
HARD  = -fstack-protector-strong -fstack-clash-protection -fcf-protection \
        -D_GLIBCXX_ASSERTIONS -fPIE
ifeq ($(SANITIZE),)
HARD += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
endif
FLAGS = -std=c++23 $(WARN) $(HARD) $(CXXFLAGS) -Ifcgi -MMD -MP \
        $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer) \
        $(if $(FAULT),-DFAULT_$(subst -,_,$(FAULT)))
LINK  = -pie -Wl,-z,relro,-z,now $(if $(SANITIZE),-fsanitize=$(SANITIZE))
LIBS  = -lfcgi -lsqlite3 -lsodium -lboost_json

ROOMS   = base process store http index desk web ctl
SOURCES = $(foreach room,$(ROOMS),$(wildcard fcgi/$(room)/*.cc))
OBJECTS = $(SOURCES:%.cc=$(BUILD)/%.o)
UNIT    = $(patsubst %.cc,$(BUILD)/%.o,$(wildcard tests/unit/*.cc))

build: $(BUILD)/supportd $(BUILD)/supportctl

$(BUILD)/supportd $(BUILD)/supportctl: $(BUILD)/%: $(BUILD)/fcgi/%.o $(BUILD)/libsupport.a
	$(CXX) $(LINK) -o $@ $^ $(LIBS)

$(BUILD)/libsupport.a: $(OBJECTS)
	rm -f $@ && ar rcs $@ $^

$(BUILD)/unit-tests: $(UNIT) $(BUILD)/libsupport.a
	$(CXX) $(LINK) -o $@ $^ $(LIBS) -lboost_unit_test_framework

$(BUILD)/%.o: %.cc
	@mkdir -p $(@D)
	$(CXX) $(FLAGS) -c -o $@ $<

clean:
	rm -rf $(BUILD)

.PHONY: build clean
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
