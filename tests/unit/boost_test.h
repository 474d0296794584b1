// As fcgi/prelude.h, for the unit tests.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "prelude.h"
