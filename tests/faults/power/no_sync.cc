// The negative control: a program that believes it has written when it has
// not.  Linked into the storm it hides the C library's own.
extern "C" {
int fsync(int) { return 0; }
int fdatasync(int) { return 0; }
}
