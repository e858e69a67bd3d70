<?php
# What the wiki of the tests is, beyond what maintenance/install.php wrote. One wiki is
# reached by several paths (/w, /lagging ...), by each of which it behaves otherwise.
if ( !defined( 'MEDIAWIKI' ) ) {
	exit;
}
$folder = dirname( $wgSQLiteDataDir );
$path = explode( '/', $_SERVER['SCRIPT_NAME'] ?? '' )[1] ?? '';
$mood = PHP_SAPI === 'cli-server' ? $path : 'w';

if ( PHP_SAPI === 'cli-server' ) {
	$wgServer = 'http://' . $_SERVER['HTTP_HOST'];
	$asked = json_encode( [ $_SERVER['REQUEST_METHOD'], $path, $_SERVER['QUERY_STRING'] ?? '' ] );
	file_put_contents( "$folder/requests", "$asked\n", FILE_APPEND | LOCK_EX );
}
$wgScriptPath = "/$mood";
$wgArticlePath = "/$mood/index.php/$1";
$wgRightsText = 'Creative Commons Attribution-ShareAlike';
$wgRightsUrl = 'https://creativecommons.org/licenses/by-sa/4.0/';

# Pictures as they were uploaded, without any program that scales them.
$wgEnableUploads = true;
$wgUploadDirectory = "$folder/root/images";
$wgUploadPath = '/images';
$wgUseImageMagick = false;
$wgUseImageResize = false;
$wgFileExtensions[] = 'svg';

# Whoever asks may do all, and whatever follows from it is done before the answer ends.
foreach ( [ 'delete', 'move', 'movefile', 'suppressredirect', 'undelete', 'upload', 'noratelimit' ] as $right ) {
	$wgGroupPermissions['*'][$right] = true;
}
$wgJobRunRate = 0;
$wgMainCacheType = CACHE_NONE;

if ( $mood !== 'bare' ) {
	wfLoadExtension( 'Cite' );
	wfLoadExtension( 'PageImages' );
}
if ( $mood === 'serbian' ) {
	$wgLanguageCode = 'sr';
}
if ( $mood === 'small' ) {
	$wgAPIMaxResultSize = 150000;
}
if ( $mood === 'private' ) {
	$wgGroupPermissions['*']['read'] = false;
}
if ( $mood === 'unfree' ) {
	$wgRightsText = 'CC BY-NC-SA 4.0';
	$wgRightsUrl = 'https://creativecommons.org/licenses/by-nc-sa/4.0/';
}
if ( $mood === 'disabled' ) {
	$wgAPIModules['query'] = ApiDisabled::class;
}
if ( $mood === 'broken' ) {
	$wgHooks['APIQueryAfterExecute'][] = static function () {
		throw new RuntimeException( 'for a test' );
	};
}
if ( $mood === 'lagging' ) {
	$wgHooks['ApiMaxLagInfo'][] = static function ( array &$info ) use ( $folder ) {
		$left = (int)@file_get_contents( "$folder/lags" );
		if ( $left > 0 ) {
			file_put_contents( "$folder/lags", (string)( $left - 1 ) );
			$info = [ 'host' => 'copy', 'lag' => 7, 'type' => 'db' ];
		}
	};
}
