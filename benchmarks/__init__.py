"""Speed of the model, beside the same rules written the plain Mesa way."""

import os

# one core: these are read when NumPy is first imported, which every module here does later
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
