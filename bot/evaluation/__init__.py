"""Asking a model everything: questions through the whole path of understanding, and figures."""

from bot.evaluation.asking import evaluate_model

__all__ = ["evaluate_model"]
