# The negative control: a supportd that acknowledges before it writes.  Only
# store/log is another one; being named first, it is taken instead of the
# library's.
include Makefile

FAULTY = $(BUILD)/ack-before-write

$(FAULTY)/supportd: $(BUILD)/fcgi/supportd.o $(FAULTY)/log.o $(BUILD)/libsupport.a
	$(CXX) $(LINK) -o $@ $^ $(LIBS)
	ln -sf ../supportctl $(FAULTY)/supportctl

$(FAULTY)/log.o: fcgi/store/log.cc
	@mkdir -p $(@D)
	$(CXX) $(FLAGS) -Wno-unused-function -DFAULT_ack_before_write -c -o $@ $<
