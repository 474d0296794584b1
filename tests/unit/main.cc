// The unit tests' entry; each room's tests stand in <room>_<file>_test.cc.
#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE support
#include <boost/test/unit_test.hpp>

#include "base/crypto.h"

struct CryptoStarted {
  CryptoStarted() { support::base::crypto::start(); }
};
BOOST_TEST_GLOBAL_FIXTURE(CryptoStarted);
