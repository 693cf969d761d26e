import subprocess
import sys

IN_A_CHILD = """
import resource
from pulsemeter.web.descriptors import take_all_descriptors
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 300))
for _ in range(2):
    take_all_descriptors()
    print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def test_a_process_takes_what_the_machine_permits():
    said = subprocess.run(
        [sys.executable, "-c", IN_A_CHILD], check=True, capture_output=True, text=True
    ).stdout
    assert said == "300 300\n300 300\n"
