"""Microsoft Teams. Nothing of this folder is imported unless `SIGNPOST_TEAMS_APP_ID` is set, or a package is made."""
