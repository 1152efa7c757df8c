package dev.usher.fd;

/**
 * Which file it is, whatever its name: equal for two paths or descriptors that lead to the same inode.
 *
 * <p>An inode's number is used again after the file is gone; remember facts by identity only where a wrong guess is
 * mended by trying.
 *
 * @param deviceMajor major number of the file system's device
 * @param deviceMinor minor number of the file system's device
 * @param inode number of the inode on that device
 */
public record FileIdentity(int deviceMajor, int deviceMinor, long inode) {}
