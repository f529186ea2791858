// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;

/** A pattern for names in the device folder: a glob as {@link java.nio.file.FileSystem#getPathMatcher} takes it. */
final class NamePattern {

    /** What {@link #of} accepts, for messages. */
    static final String ALLOWED = "a file name pattern without /, with *, ?, [...] and {a,b}";

    private final String text;
    private final PathMatcher matcher;

    private NamePattern(String text) {
        this.text = text;
        this.matcher = FileSystems.getDefault().getPathMatcher("glob:" + text);
    }

    /**
     * Reads a pattern.
     *
     * @param text the glob
     * @return the pattern
     * @throws PatternSyntaxException when it is none, is empty, or could only match in another folder
     */
    static NamePattern of(String text) {
        if (text.isEmpty() || text.indexOf('/') >= 0) {
            throw new PatternSyntaxException("not a pattern of names", text, -1);
        }
        return new NamePattern(text);
    }

    /**
     * Whether a name is one of those.
     *
     * @param name without a folder
     * @return true when the whole name matches
     */
    boolean matches(Path name) {
        return matcher.matches(name);
    }

    // by the text: a matcher has no equality of its own
    @Override
    public boolean equals(Object other) {
        return other instanceof NamePattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
