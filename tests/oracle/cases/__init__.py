# SPDX-License-Identifier: GPL-2.0-only
"""The kinds of places of path_cases.py, a file for each family."""
