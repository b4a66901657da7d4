"""Tests of measuring speed."""
