// What a fuzz target gives: the function that libFuzzer knows (so that
// `clang++ -fsanitize=fuzzer` can link it without our driver), and inputs to
// start from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);
std::vector<std::string> fuzz_starts();

// Ends the process with the words, whatever NDEBUG says.
void fuzz_check(bool holds, const char* what);
