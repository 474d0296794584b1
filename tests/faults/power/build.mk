# The programs that run inside the machine (power.cc), and the negative
# control: the same without fsync and fdatasync.
include Makefile

POWER   = $(BUILD)/tests/faults/power
PROGRAM = $(patsubst %,$(POWER)/%.o,power storm check told)

power-tools: $(POWER)/power $(POWER)/power-no-sync $(BUILD)/supportctl

$(POWER)/power: $(PROGRAM) $(BUILD)/libsupport.a
	$(CXX) $(LINK) -o $@ $^ $(LIBS)
$(POWER)/power-no-sync: $(PROGRAM) $(POWER)/no_sync.o $(BUILD)/libsupport.a
	$(CXX) $(LINK) -o $@ $^ $(LIBS)

.PHONY: power-tools
