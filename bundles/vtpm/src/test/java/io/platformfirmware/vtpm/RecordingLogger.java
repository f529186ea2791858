// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Keeps lines as {@code LEVEL message}, and lets a test wait for them. */
final class RecordingLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1L;

    private final ArrayList<String> lines = new ArrayList<>();

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    List<String> lines(Level level) {
        return lines().stream()
                .filter(line -> line.startsWith(level.toString()))
                .map(line -> line.substring(level.toString().length() + 1))
                .toList();
    }

    void awaitLine(String part) {
        Await.until(part, () -> lines().stream().anyMatch(line -> line.contains(part)));
    }

    @Override
    protected synchronized void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
        lines.add(level + " " + MessageFormatter.basicArrayFormat(pattern, arguments)
                + (thrown == null ? "" : " / " + thrown));
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return true;
    }

    @Override
    public boolean isDebugEnabled() {
        return true;
    }

    @Override
    public boolean isInfoEnabled() {
        return true;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }
}
