# What the crash tests need besides the program: negative controls, and the
# catch-up as a program of its own.  In a control only one object is another
# one; being named first, it is taken instead of the library's.
include Makefile

FAULTS = ack-before-write journal-after-append

crash-tools: $(FAULTS:%=$(BUILD)/%/supportd) $(BUILD)/catch-up

# Acknowledges before it writes.
$(BUILD)/ack-before-write/supportd: $(BUILD)/ack-before-write/log.o
# Tells the journal of a growth only when it has happened.
$(BUILD)/journal-after-append/supportd: $(BUILD)/journal-after-append/conversations.o

$(FAULTS:%=$(BUILD)/%/supportd): $(BUILD)/fcgi/supportd.o $(BUILD)/libsupport.a tests/crash/fault.mk
	$(CXX) $(LINK) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS)
	ln -sf ../supportctl ../static $(@D)/

define compile-faulty
@mkdir -p $(@D)
$(CXX) $(FLAGS) -Wno-unused-function \
  -DFAULT_$(subst -,_,$(notdir $(@D))) -c -o $@ $<
endef
$(BUILD)/ack-before-write/log.o: fcgi/store/log.cc
	$(compile-faulty)
$(BUILD)/journal-after-append/conversations.o: fcgi/store/conversations.cc
	$(compile-faulty)

$(BUILD)/catch-up: $(BUILD)/tests/crash/catch_up.o $(BUILD)/libsupport.a
	$(CXX) $(LINK) -o $@ $^ $(LIBS)

.PHONY: crash-tools
