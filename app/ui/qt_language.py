"""The language of the window, with what Qt itself says in it: keys, buttons of its dialogs, numbers in its boxes."""

from __future__ import annotations

from PyQt6.QtCore import QLibraryInfo, QLocale, QTranslator
from PyQt6.QtWidgets import QApplication

from app.ui.texts import languages


def set_language(app: QApplication, language: str) -> None:
    """To be done once, before any view is made; ``language`` as in `languages.use`."""
    languages.use(language)
    QLocale.setDefault(QLocale(language))
    translator = QTranslator(app)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
