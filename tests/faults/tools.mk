# What the fault matrix needs besides the program: the driver, and for the
# controls the same driver (and supportd) with one fault.  A fault is an edit
# of one source, whose object goes before the library's.
include Makefile

FAULTS = $(BUILD)/faults
OWN    = $(FAULTS)/driver.o $(BUILD)/libsupport.a

# fault, its source in fcgi/, what sed does to it.  An edit that changes
# nothing any more is an error.
CONTROLS = ack-before-write=store/log.cc no-seal=store/log.cc \
           no-lock=store/log.cc errors-ignored=store/log.cc \
           one-write=store/log.cc no-sync=store/log.cc \
           no-dedupe=store/conversations.cc no-crc=store/record.cc \
           no-alarm=web/work.cc
# Those that are tried behind httpd.
SERVED = no-dedupe no-crc no-alarm
EDIT_ack-before-write = s/^\#ifdef FAULT_ack_before_write/\#if 1/
EDIT_no-seal          = /LogWriter::is_torn/,/^}/s/return .*/return false;/
EDIT_no-lock          = s/!base::lock_within(\*fd, LOCK_EX, kLockWaitMs)/false/; \
                        s/if (look_at(fd_, path_).size != .*/if (false) {/
EDIT_errors-ignored   = /spoil(fd_, path_, start, lines);/,/throw;/s/throw;/;/
EDIT_one-write        = s/base::write_all(fd_, path_, bytes);/(void)!::write(fd_.get(), bytes.data(), bytes.size());/; \
                        s/if (look_at(fd_, path_).size != .*/if (false) {/
EDIT_no-sync          = s/base::sync_data(fd_, path_);//
EDIT_no-dedupe        = s/if (draft.id.empty()) return 0;/return 0;/
EDIT_no-alarm         = s/kLongestRequestSeconds = 20;/kLongestRequestSeconds = 2000;/
EDIT_no-crc           = /tail.substr(kCrcName.size(), kCrcDigits)/,/}/s/return .*/{}/

names   = $(foreach pair,$(CONTROLS),$(firstword $(subst =, ,$(pair))))
DRIVERS = $(names:%=$(FAULTS)/%/driver)

faults-tools: $(FAULTS)/driver $(DRIVERS) $(FAULTS)/shim.so \
              $(SERVED:%=$(FAULTS)/%/supportd)

$(FAULTS)/driver.o: tests/faults/driver.cc
	@mkdir -p $(@D)
	$(CXX) $(FLAGS) -O0 -U_FORTIFY_SOURCE -c -o $@ $<
$(FAULTS)/driver: $(OWN)
	$(CXX) $(LINK) -o $@ $^ $(LIBS)
$(FAULTS)/shim.so: tests/faults/shim.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -O2 -Wall -Wextra -shared -fPIC -o $@ $< -ldl

define control  # fault, source
$(FAULTS)/$(1)/fault.o: fcgi/$(2) tests/faults/tools.mk
	@mkdir -p $$(@D)
	sed '$$(EDIT_$(1))' $$< >$$(@D)/fault.cc
	@! cmp -s $$< $$(@D)/fault.cc || { echo "the fault $(1) is none"; exit 1; }
	$(CXX) $(FLAGS) -O0 -U_FORTIFY_SOURCE -Wno-unused -Wno-unused-parameter -c -o $$@ $$(@D)/fault.cc
$(FAULTS)/$(1)/driver: $(FAULTS)/$(1)/fault.o $(OWN)
	$(CXX) $(LINK) -o $$@ $$(filter %.o,$$^) $$(filter %.a,$$^) $(LIBS)
$(FAULTS)/$(1)/supportd: $(FAULTS)/$(1)/fault.o $(BUILD)/fcgi/supportd.o $(BUILD)/libsupport.a
	$(CXX) $(LINK) -o $$@ $$(filter %.o,$$^) $$(filter %.a,$$^) $(LIBS)
	ln -sf ../../supportctl ../../static $$(@D)/
endef
$(foreach pair,$(CONTROLS),$(eval $(call control,$(word 1,$(subst =, ,$(pair))),$(word 2,$(subst =, ,$(pair))))))

.PHONY: faults-tools
